import { describe, expect, it } from 'vitest';
import { madeUpRow, madeUpRun } from '../testing/made-up-run.js';
import { suiteReport } from './suite-report.js';
import { suiteLines } from './suite-table.js';
import { targetVerdicts } from './target-verdicts.js';

const imported = (perSecond: number, disk: number, log: number) =>
  madeUpRow({ name: 'import', unit: 'resources', units: 150_000, perSecond, disk, log, peakMemory: 499e6 });

describe('the table', () => {
  it('has a line a size and the ratio of the two; what was not measured says why', () => {
    const run = madeUpRun(
      [madeUpRow({ name: 'a', perSecond: 200, p50: 2, p99: 4, serverSeconds: 0.5, generatorSeconds: 0.02 })],
      [madeUpRow({ name: 'a', perSecond: 150, p50: 3, p99: 6, serverSeconds: 0.25 })],
      { others: [madeUpRow({ name: 'b' }), { name: 'c', missing: 'not there' }] },
    );
    const lines = suiteLines(run);
    expect(lines.map(({ head }) => head)).toEqual([
      ['a', 'requests', '150k'],
      ['', 'requests', '1.5m'],
      ['', '', 'ratio'],
      ['b', 'requests', 'any'],
      ['c', '', 'any'],
    ]);
    // n, per second, p50, p99, errors, CPU seconds of server and database, microseconds each: server, database, generator
    expect(lines[0]!.cells.slice(0, 10)).toEqual([
      '1000',
      '200',
      '2.00',
      '4.00',
      '0.00',
      '0.5',
      '-',
      '500.0',
      '-',
      '20.0',
    ]);
    expect(lines[2]!.cells.slice(0, 8)).toEqual([
      'x 1.00',
      'x 0.75',
      'x 1.50',
      'x 1.50',
      '-',
      'x 0.50',
      '-',
      'x 0.50',
    ]);
    expect(lines[4]!.cells).toBe('not measured: not there');
  });
});

describe('targets', () => {
  it('are met or missed by the figures of their size', () => {
    const run = madeUpRun([imported(9_000, 3e8, 12e8)], [imported(7_999, 3e8 + 150_000, 12e8 + 150_000)]);
    expect(targetVerdicts(run).map(({ size, what, isMet }) => [size, what, isMet])).toEqual([
      ['150k', 'import', true],
      ['150k', 'import, on disk', true],
      ['150k', 'import, log', true],
      ['150k', 'memory of the server in all of them', true],
      ['1.5m', 'import', false],
      ['1.5m', 'import, on disk', false],
      ['1.5m', 'import, log', false],
      ['1.5m', 'memory of the server in all of them', true],
    ]);
  });
  it('are not for other servers, nor for small stores', () => {
    const run = madeUpRun([imported(1, 1, 1)], []);
    expect(targetVerdicts({ ...run, against: 'http://x' })).toEqual([]);
    expect(targetVerdicts({ ...run, sizes: [{ ...run.sizes[0]!, resources: 2_000 }] })).toEqual([]);
  });
});

describe('reads beside others', () => {
  const reads = (alone: [number, number], searched: [number, number], imported: number) =>
    targetVerdicts(
      madeUpRun(
        [
          madeUpRow({ name: 'read beside nothing', p50: alone[0], p99: alone[1] }),
          madeUpRow({ name: 'read beside slow searches', p50: searched[0], p99: searched[1] }),
          madeUpRow({ name: 'read beside an import', p50: 4, p99: imported }),
        ],
        [],
      ),
    ).map(({ what, isMet }) => [what, isMet]);
  it.each([
    [[3, 12], [6, 24], 50, true, true, true],
    [[3, 12], [6.1, 24], 50.1, false, true, false],
    [[3, 12], [3, 24.1], 22, true, false, true],
  ] as const)(
    '%j alone, %j beside slow searches, p99 %s beside an import',
    (alone, searched, imported, p50, p99, own) => {
      expect(reads([...alone], [...searched], imported)).toEqual([
        ['read beside slow searches, p50', p50],
        ['read beside slow searches, p99', p99],
        ['read beside an import, p99', own],
      ]);
    },
  );
  it('are judged only where both are there', () => {
    const run = madeUpRun([madeUpRow({ name: 'read beside slow searches', p50: 3, p99: 4 })], []);
    expect(targetVerdicts(run)).toEqual([]);
  });
});

it('tells of errors, and of a generator that is the limit', () => {
  const row = madeUpRow({ name: 'a', errors: 3, firstError: 'status 500', generatorShare: 0.9 });
  const text = suiteReport(madeUpRun([row], []));
  expect(text).toContain('! a: 3 errors, the first: status 500');
  expect(suiteReport(madeUpRun([madeUpRow({ name: 'b', refused: 7 })], []))).toContain(
    '  b: 7 of 1000 were sent away with Retry-After',
  );
  expect(text).toContain('! a: the generator was busy 90 % of the time');
  expect(text).toContain('2 cores, Some Processor, 24 GB, Node 20.20.2, 15000 fsync/s');
});
