import { toBigInt } from '../../hash/sip-hash.js';
import { copiedColumns, createCopyReader } from './copied-versions.js';
import { createLineBuffer, type ResourceLines } from './line-buffer.js';
import type { TypeSelection } from './snapshot-selection.js';
import type { SnapshotSession } from './snapshot-session.js';
import { versionsAt } from './versions-at.js';
import { vidRange } from './vid-range.js';

/** Rows of the first COPY, and at most: each of them has the time that a statement has. */
const FIRST_ROWS = 500;
const MOST_ROWS = 20_000;
/** Fewer where they are large, so that this is what one COPY brings, about. */
const COPY_BYTES = 4 * 1024 * 1024;

/**
 * The resources of a type as lines of NDJSON, oldest change first. They come by COPY, some thousands at a time: that
 * takes this process a fifth of what rows of a cursor do, and the database two thirds (measured at 1.0 and 5.4, 3.5 and
 * 5.1 microseconds a row).
 */
export async function* typeLines(
  session: SnapshotSession,
  { type, changed }: TypeSelection,
): AsyncGenerator<ResourceLines> {
  const { from, to } = vidRange(changed);
  const lines = createLineBuffer(type);
  let next = from;
  for (let rows = FIRST_ROWS; ;) {
    let found = 0;
    let bytes = 0;
    let [high, low] = [0, 0];
    const read = createCopyReader((source, row) => {
      lines.add(source, row);
      found += 1;
      bytes += row.bodyEnd - row.bodyStart;
      high = row.vidHigh;
      low = row.vidLow;
    });
    for await (const chunk of session.copy(copyText(session, type, next, to, rows))) {
      read(chunk);
      yield* lines.take();
    }
    if (found === 0) break;
    next = (BigInt(high) << 32n) + BigInt(low >>> 0) + 1n;
    rows = Math.max(1, Math.min(MOST_ROWS, Math.floor((COPY_BYTES / bytes) * found)));
  }
  yield* lines.take('all');
}

/** COPY takes no parameters: all that is written into the text are numbers. */
function copyText(
  { store: { schema, term } }: SnapshotSession,
  type: string,
  from: bigint,
  to: bigint,
  rows: number,
): string {
  const places = `SELECT t.vid, t.part FROM ${schema}.token t
    WHERE t.hash = ${literal(toBigInt(term.parameter(type, '_type')))}
      AND t.vid >= ${literal(from)} AND t.vid < ${literal(to)}
    ORDER BY t.vid LIMIT ${literal(BigInt(rows))} OFFSET 0`;
  return `COPY (${versionsAt(schema, copiedColumns, places)}) TO STDOUT (FORMAT binary)`;
}

/** Throws where it is none, whatever its type says. */
function literal(number: bigint): string {
  return `'${BigInt.asIntN(64, number)}'::bigint`;
}
