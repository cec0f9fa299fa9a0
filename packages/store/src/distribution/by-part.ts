/** Rows by the part that they lie in: what is done to them is a statement for each. */
export function byPart<Row extends { readonly part: number }>(
  rows: Iterable<Row>,
): ReadonlyMap<number, readonly Row[]> {
  const parts = new Map<number, Row[]>();
  for (const row of rows) {
    const some = parts.get(row.part);
    if (some === undefined) parts.set(row.part, [row]);
    else some.push(row);
  }
  return parts;
}
