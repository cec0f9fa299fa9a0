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
  ];
}
