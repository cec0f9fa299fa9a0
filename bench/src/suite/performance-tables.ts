import { machineText } from '../machine-line.js';
import { besideImport } from '../pressure/beside-import.js';
import { besideNothing, besideSlowSearches } from '../pressure/beside-slow-searches.js';
import { columns } from './row-figures.js';
import type { SuiteRow, SuiteRun, SuiteSize } from './suite-run.js';
import { suiteMarkdown } from './suite-table.js';
import { targetVerdicts } from './target-verdicts.js';

/** A table of docs/performance.md, and the heading below which it stands. */
export interface PerformanceTable {
  readonly heading: string;
  readonly table: string;
}

const none = 'Nothing has been recorded yet.';

/** The tables of docs/performance.md, from the runs that were recorded. */
export function performanceTables(runs: readonly SuiteRun[]): readonly PerformanceTable[] {
  const own = runs.filter(({ against }) => against === undefined);
  const latest = latestOfEachSize(own);
  return [
    { heading: 'Targets', table: latest.length > 0 ? targetsTable(latest) : none },
    {
      heading: 'The latest figures',
      table: latest.map((run) => `${aboutRun(run)}\n\n${suiteMarkdown(run)}`).join('\n\n') || none,
    },
    { heading: 'History', table: own.length === 0 ? none : historyTable(own) },
  ];
}

/** The latest runs of all measures, each with the sizes of which no later one is. */
function latestOfEachSize(runs: readonly SuiteRun[]): readonly SuiteRun[] {
  const latest = new Map<string, SuiteRun>();
  for (const run of runs) for (const size of run.sizes) if (isWhole(size)) latest.set(size.label, run);
  return [...new Set(latest.values())].map((run) => ({
    ...run,
    sizes: run.sizes.filter(({ label }) => latest.get(label) === run),
  }));
}

/** A run of some measures only is a line of the history, and not the latest of all. */
function isWhole({ rows }: SuiteSize): boolean {
  return historyColumns.every(({ row }) => rows.some(({ name }) => name.startsWith(row)));
}

function aboutRun({ date, commit, machine, data, processes, seconds }: SuiteRun): string {
  return [
    `${date.slice(0, 10)}, ${commit}: ${machineText(machine)}; ${data}; ${processes} server process(es); ${seconds} s a class.`,
  ].join('\n');
}

function targetsTable(runs: readonly SuiteRun[]): string {
  const verdicts = runs
    .flatMap(targetVerdicts)
    .map(
      ({ size, what, target, reached, isMet }) =>
        `| ${what} | ${size} | ${target} | ${reached} | ${isMet ? 'met' : 'missed'} |`,
    );
  return ['| measure | store | target | reached | |', '| --- | --- | --- | --- | --- |', ...verdicts].join(
    '\n',
  );
}

interface HistoryColumn {
  readonly row: string;
  readonly title: string;
}

const historyColumns: readonly HistoryColumn[] = [
  { row: 'import', title: 'import resources/s' },
  { row: 'transaction', title: 'transactions resources/s' },
  { row: 'create', title: 'creates/s' },
  { row: 'read by id', title: 'reads/s' },
  { row: 'CRUD mix', title: 'mix/s' },
  { row: 'search: patient + code', title: 'patient + code/s' },
  { row: '$everything', title: '$everything resources/s' },
  { row: 'export', title: 'export resources/s' },
];

function historyTable(runs: readonly SuiteRun[]): string {
  const heads = [
    'date',
    'commit',
    'machine',
    'store',
    ...historyColumns.map(({ title }) => title),
    'disk, WAL bytes a resource',
    'peak MB',
    'reads alone, beside slow searches: p50, p99 ms',
    'beside an import',
  ];
  const lines = runs.flatMap((run) => {
    const { cores, processor, fsyncs } = run.machine;
    const processes = run.processes === 1 ? '' : `, ${run.processes} server processes`;
    return run.sizes.map(({ label, rows }) => {
      const measured = rows.flatMap((row) => ('missing' in row ? [] : [row]));
      const memory = Math.max(
        ...measured.map(({ peakMemory }) => peakMemory ?? Number.NaN).filter(Number.isFinite),
      );
      return [
        run.date.slice(0, 10),
        run.commit,
        `${cores} cores, ${processor}, ${fsyncs} fsync/s${processes}`,
        label,
        ...historyColumns.map(({ row }) => rateOf(measured, row)),
        `${bytesOf(measured, 'disk B each')}, ${bytesOf(measured, 'WAL B each')}`,
        Number.isFinite(memory) ? (memory / 1e6).toFixed(0) : '-',
        `${timesOf(measured, besideNothing)}; ${timesOf(measured, besideSlowSearches)}`,
        timesOf(measured, besideImport),
      ];
    });
  });
  return [heads, heads.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** With the processor time of server and database, which says more on a machine that is shared. */
function rateOf(rows: readonly SuiteRow[], start: string): string {
  const row = rows.find(({ name }) => name.startsWith(start));
  if (!row) return '-';
  const [server, database] = ['server us each', 'database us each'].map((name) =>
    columns
      .find((column) => column.name === name)!
      .of(row)
      ?.toFixed(0),
  );
  const used = server === undefined ? '' : ` (${server} + ${database ?? '-'} us)`;
  return `${row.perSecond.toFixed(0)}${used}`;
}

/** p50 and p99, in milliseconds. */
function timesOf(rows: readonly SuiteRow[], name: string): string {
  const { p50, p99 } = rows.find((row) => row.name === name) ?? {};
  return p50 === undefined || p99 === undefined ? '-' : `${p50.toFixed(1)}, ${p99.toFixed(1)}`;
}

function bytesOf(rows: readonly SuiteRow[], column: string): string {
  const imported = rows.find(({ name }) => name === 'import');
  const value = imported && columns.find(({ name }) => name === column)!.of(imported);
  return value === undefined ? '-' : value.toFixed(0);
}
