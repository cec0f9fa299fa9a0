/** A row of a page that was found by a guess: with the number of rows that were taken. */
export interface GuessedRow {
  readonly led?: number;
  readonly vid?: bigint | null;
}

/** How many rows a guess took. */
export function rowsLed(rows: readonly GuessedRow[]): number {
  return rows[0]?.led ?? 0;
}

/**
 * The rows of a page that was found by a guess; undefined where the guess was wrong, since it took as many rows
 * as its guard allows.
 *
 * @param rows with the number of rows taken in each; one with nothing else where the page is empty
 */
export function checkGuess<Row extends GuessedRow>(
  rows: readonly Row[],
  guard: number | undefined,
): readonly Row[] | undefined {
  if (guard === undefined) return rows;
  if (rowsLed(rows) >= guard) return undefined;
  return rows[0]?.vid === null ? [] : rows;
}
