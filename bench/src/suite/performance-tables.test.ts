import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { madeUpRow, madeUpRun } from '../testing/made-up-run.js';
import { recordedRuns } from './history.js';
import { performanceTables } from './performance-tables.js';

it('is what docs/performance.md shows', () => {
  const page = readFileSync(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
  for (const { heading, table } of performanceTables(recordedRuns())) {
    const section = page.slice(page.indexOf(`## ${heading}\n`));
    expect(section.slice(0, section.indexOf('<!-- end of table -->'))).toContain(`\n\n${table}\n\n`);
  }
});

const names = [
  'import',
  'transaction of a patient',
  'create',
  'read by id',
  'CRUD mix',
  'search: patient + code',
  '$everything of a patient',
  'export',
];
const whole = (perSecond: number) => names.map((name) => madeUpRow({ name, perSecond, serverSeconds: 0.5 }));

it('shows of each size the latest run of all measures', () => {
  const large = madeUpRun(whole(9), whole(7), { commit: 'large' });
  const small = madeUpRun(whole(8), [madeUpRow({ name: 'read by id', perSecond: 4 })], { commit: 'small' });
  const [targets, latest] = performanceTables([large, small]).map(({ table }) => table);
  expect(targets).toContain('| import | 150k | 9000 resources/s | 8 | missed |');
  expect(targets).toContain('| import | 1.5m | 8000 resources/s | 7 | missed |');
  expect(targets).not.toContain('| 9 |');
  expect(latest).toContain('large: 2 cores');
  expect(latest).toContain('small: 2 cores');
});

it('shows the latest run of all measures, and every run in the history', () => {
  const runs = [
    madeUpRun(whole(50_000), whole(1), { commit: 'first' }),
    madeUpRun(whole(2), whole(3), { commit: 'second' }),
    madeUpRun(
      [
        madeUpRow({ name: 'read by id', perSecond: 4 }),
        madeUpRow({ name: 'read beside nothing', p50: 3, p99: 12 }),
        madeUpRow({ name: 'read beside slow searches', p50: 4, p99: 15.55 }),
      ],
      [],
      { commit: 'third' },
    ),
    madeUpRun(whole(5), whole(6), { commit: 'other', against: 'http://x' }),
  ];
  const [targets, latest, history] = performanceTables(runs).map(({ table }) => table);
  expect(targets).toContain('| import | 150k | 9000 resources/s | 2 | missed |');
  expect(latest).toContain('second: 2 cores');
  expect(history!.split('\n').map((line) => line.split(' | ')[1])).toEqual([
    'commit',
    '---',
    'first',
    'first',
    'second',
    'second',
    'third',
    'third',
  ]);
  expect(history).toContain('50000 (500 + - us)');
  expect(history!.split('\n')[6]).toMatch(/ \| 4 \| .* \| 3\.0, 12\.0; 4\.0, 15\.6 \| - \|$/);
  expect(performanceTables([]).map(({ table }) => table)).toEqual(
    Array(3).fill('Nothing has been recorded yet.'),
  );
});
