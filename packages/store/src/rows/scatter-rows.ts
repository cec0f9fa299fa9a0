import type { CopyBuffer } from './copy-buffer.js';

/**
 * Puts rows, which stand in the order of their resources, into another order of these: one in which the version ids
 * do not rise. An index by hash and version id whose every run of a hash grows at its end has its pages split into
 * halves, of which nothing is ever added to the lower one; where what is added lies all over the run's last pages,
 * they are filled before. That is 57 bytes a row of `token` in place of 69.
 *
 * @param places of each row: where its version id is, and which resource it is of
 * @param rowBytes the length of a row, the same for all
 * @param order of the resources; those that are not in it have no rows
 */
export function scatterRows(
  rows: CopyBuffer,
  places: number[],
  rowBytes: number,
  order: readonly number[],
  resources: number,
): void {
  const firstRows = new Int32Array(resources);
  const counts = new Int32Array(resources);
  for (let row = rows.rows - 1; row >= 0; row -= 1) {
    const resource = places[row * 2 + 1]!;
    firstRows[resource] = row;
    counts[resource]! += 1;
  }
  const bytes = rows.rowBytes();
  const before = places.slice();
  let row = 0;
  for (const resource of order) {
    const from = firstRows[resource]!;
    const count = counts[resource]!;
    rows.setRows(row * rowBytes, bytes.subarray(from * rowBytes, (from + count) * rowBytes));
    for (let more = 0; more < count; more += 1) {
      places[(row + more) * 2] = before[(from + more) * 2]! + (row - from) * rowBytes;
      places[(row + more) * 2 + 1] = resource;
    }
    row += count;
  }
  if (row !== rows.rows) throw new RangeError('The order leaves out resources that have rows');
}
