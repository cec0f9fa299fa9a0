/**
 * The nearest-rank percentile: the smallest value that at least this share of the values does not
 * exceed; NaN of no values.
 *
 * @param share from 0 to 1; 0.5 is the median (the lower one of an even number of values)
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
