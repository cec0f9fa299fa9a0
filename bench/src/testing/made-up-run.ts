import type { SuiteRow, SuiteRun } from '../suite/suite-run.js';

/** A row of which only what counts need be given. */
export function madeUpRow(row: Partial<SuiteRow> & Pick<SuiteRow, 'name'>): SuiteRow {
  return { unit: 'requests', units: 1_000, perSecond: 100, attempts: 1_000, errors: 0, ...row };
}

/** A run with two sizes of such rows. */
export function madeUpRun(
  small: readonly SuiteRow[],
  large: readonly SuiteRow[],
  more: Partial<SuiteRun> = {},
): SuiteRun {
  return {
    date: '2026-11-27T10:20:30Z',
    commit: 'abc1234',
    machine: { cores: 2, processor: 'Some Processor', memory: 24, node: '20.20.2', fsyncs: 15_000 },
    data: 'made up',
    processes: 1,
    seconds: 10,
    sizes: [
      { label: '150k', resources: 150_000, rows: small, remarks: [] },
      { label: '1.5m', resources: 1_500_000, rows: large, remarks: [] },
    ],
    others: [],
    ...more,
  };
}
