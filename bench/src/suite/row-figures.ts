import type { SuiteRow } from './suite-run.js';

/** What is shown of a row: one column each. */
export interface Column {
  readonly name: string;
  /** Undefined where the row does not have it. */
  readonly of: (row: SuiteRow) => number | undefined;
  readonly digits: number;
}

const each = (total: number | undefined, { units }: SuiteRow, factor = 1): number | undefined =>
  total === undefined || units === 0 ? undefined : (total * factor) / units;

/** In this order, after the measure, what it counts, and the size of the store. */
export const columns: readonly Column[] = [
  { name: 'n', of: ({ units }) => units, digits: 0 },
  { name: 'per second', of: ({ perSecond }) => perSecond, digits: 0 },
  { name: 'p50 ms', of: ({ p50 }) => p50, digits: 2 },
  { name: 'p99 ms', of: ({ p99 }) => p99, digits: 2 },
  {
    name: 'errors %',
    of: ({ errors, attempts }) => (attempts === 0 ? undefined : (errors / attempts) * 100),
    digits: 2,
  },
  { name: 'server CPU s', of: ({ serverSeconds }) => serverSeconds, digits: 1 },
  { name: 'database CPU s', of: ({ databaseSeconds }) => databaseSeconds, digits: 1 },
  { name: 'server us each', of: (row) => each(row.serverSeconds, row, 1e6), digits: 1 },
  { name: 'database us each', of: (row) => each(row.databaseSeconds, row, 1e6), digits: 1 },
  { name: 'generator us each', of: (row) => each(row.generatorSeconds, row, 1e6), digits: 1 },
  {
    name: 'peak MB',
    of: ({ peakMemory }) => (peakMemory === undefined ? undefined : peakMemory / 1e6),
    digits: 0,
  },
  { name: 'disk B each', of: (row) => each(row.disk, row), digits: 0 },
  { name: 'WAL B each', of: (row) => each(row.log, row), digits: 0 },
];

/** A figure as it is shown; `-` where there is none. */
export function shown({ of, digits }: Column, row: SuiteRow): string {
  const value = of(row);
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits);
}

/** How many times a figure of the larger store is that of the smaller. */
export function ratio({ of }: Column, smaller: SuiteRow, larger: SuiteRow): string {
  const [before, now] = [of(smaller), of(larger)];
  if (before === undefined || now === undefined || !(before > 0) || !Number.isFinite(now)) return '-';
  return `x ${(now / before).toFixed(2)}`;
}
