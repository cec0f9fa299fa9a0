import { besideImport } from '../pressure/beside-import.js';
import { besideNothing, besideSlowSearches } from '../pressure/beside-slow-searches.js';
import { targets } from '../targets.js';
import type { SuiteRow, SuiteRun, SuiteSize } from './suite-run.js';

/** What was aimed at, and whether it was reached. */
export interface Verdict {
  /** `150k` */
  readonly size: string;
  readonly what: string;
  readonly target: string;
  readonly reached: string;
  readonly isMet: boolean;
}

/** The targets are about stores of 150 thousand and of 1.5 million resources; smaller ones are not judged. */
const judgedFrom = 100_000;
const largeFrom = 1_000_000;

const rates: readonly (readonly [row: string, unit: string, target: (isLarge: boolean) => number])[] = [
  ['import', 'resources/s', (isLarge) => (isLarge ? targets.import.large : targets.import.small)],
  ['transaction of a patient', 'resources/s', () => targets.transactionResources],
  ['create', 'requests/s', () => targets.creates],
  ['read by id', 'requests/s', () => targets.reads],
  ['CRUD mix', 'requests/s', () => targets.mix],
  ['search: patient + code', 'requests/s', () => targets.patientAndCode],
  ['export', 'resources/s', () => targets.export],
];

/** Of each target of which the run has the figure. */
export function targetVerdicts({ sizes, against }: SuiteRun): readonly Verdict[] {
  if (against !== undefined) return [];
  return sizes.filter(({ resources }) => resources >= judgedFrom).flatMap(verdictsOf);
}

function verdictsOf({ label: size, resources, rows }: SuiteSize): readonly Verdict[] {
  const measured = rows.flatMap((row) => ('missing' in row ? [] : [row]));
  const verdicts = rates.flatMap(([name, unit, targetOf]): Verdict[] => {
    const row = measured.find((each) => each.name.startsWith(name));
    const target = targetOf(resources >= largeFrom);
    if (!row) return [];
    return [
      {
        size,
        what: name,
        target: `${target} ${unit}`,
        reached: row.perSecond.toFixed(0),
        isMet: row.perSecond >= target,
      },
    ];
  });
  const most = (what: string, unit: string, most: number, value: number | undefined): Verdict[] =>
    value === undefined || Number.isNaN(value)
      ? []
      : [{ size, what, target: `at most ${most} ${unit}`, reached: value.toFixed(0), isMet: value <= most }];
  const imported = measured.find(({ name }) => name === 'import');
  const each = (pick: (row: SuiteRow) => number | undefined): number | undefined => {
    const total = imported && pick(imported);
    return total === undefined ? undefined : total / imported!.units;
  };
  const memory = measured.flatMap(({ peakMemory }) => peakMemory ?? []);
  return [
    ...verdicts,
    ...most(
      'import, on disk',
      'bytes a resource',
      targets.diskBytes,
      each(({ disk }) => disk),
    ),
    ...most(
      'import, log',
      'bytes a resource',
      targets.logBytes,
      each(({ log }) => log),
    ),
    ...most(
      'memory of the server in all of them',
      'MB',
      targets.memoryBytes / 1e6,
      memory.length === 0 ? undefined : Math.max(...memory) / 1e6,
    ),
    ...pressureVerdicts(size, measured),
  ];
}

/** Of reads by id while others ask for more than the server can take. */
function pressureVerdicts(size: string, rows: readonly SuiteRow[]): readonly Verdict[] {
  const row = (name: string): SuiteRow | undefined => rows.find((each) => each.name === name);
  const [alone, searched, imported] = [besideNothing, besideSlowSearches, besideImport].map(row);
  const verdicts: Verdict[] = [];
  for (const part of ['p50', 'p99'] as const) {
    const [before, now] = [alone?.[part], searched?.[part]];
    if (before === undefined || now === undefined || !(before > 0)) continue;
    const times = now / before;
    verdicts.push({
      size,
      what: `${besideSlowSearches}, ${part}`,
      target: `at most ${targets.besideSlowSearches} times that alone`,
      reached: `${times.toFixed(2)} (${now.toFixed(1)} and ${before.toFixed(1)} ms)`,
      isMet: times <= targets.besideSlowSearches,
    });
  }
  if (imported?.p99 !== undefined)
    verdicts.push({
      size,
      what: `${besideImport}, p99`,
      target: `at most ${targets.besideImportMs} ms`,
      reached: imported.p99.toFixed(1),
      isMet: imported.p99 <= targets.besideImportMs,
    });
  return verdicts;
}
