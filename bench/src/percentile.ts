/**
 * The nearest-rank percentile: the smallest value that at least this share of the values does not
 * exceed; NaN of no values.
 *
 * @param share from 0 to 1; 0.5 is the median (the lower one of an even number of values)
 */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The median of each column of rows of the same length. */
export function mediansOf(rows: readonly (readonly number[])[]): readonly number[] {
  return (rows[0] ?? []).map((_, at) =>
    percentile(
      rows.map((row) => row[at]!),
      0.5,
    ),
  );
}
