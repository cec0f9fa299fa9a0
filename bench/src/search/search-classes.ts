import type { ClassTarget } from '../rest/measured-class.js';
import { targets } from '../targets.js';
import { idInCopy } from './copied-ids.js';
import type { DrawnFacts, ObservationFact, TokenParameter } from './drawn-facts.js';
import type { SeededRandom } from './seeded-random.js';

/** One kind of search, of which many are drawn. */
export interface SearchClass {
  readonly name: string;
  /** A search below the data store's address; absent where the data holds nothing to draw from. */
  readonly draw?: () => string;
  /** Whether each of them is known to hit something. */
  readonly hits: 'some' | 'any';
  /** What `Bundle.total` has to be. */
  readonly total?: number;
  /** Search from this page on, not from the first. */
  readonly page?: number;
  /** What is aimed at, in milliseconds and searches a second, on two cores. */
  readonly target: ClassTarget;
}

/** Of the store that is searched. */
export interface StoreSize {
  readonly copies: number;
  /** The copies of the smallest store of the run: what is common is common there already. */
  readonly fewestCopies: number;
}

const firstPage = { p50: 4, p99: 30 };
const deepPage = 500;
/** The server's page size where none is asked for. */
const pageSize = 20;
const day = 86_400_000;

/** All kinds of searches that are measured, over the values that were drawn from the data. */
export function searchClasses(
  facts: DrawnFacts,
  { copies, fewestCopies }: StoreSize,
  random: SeededRandom,
): readonly SearchClass[] {
  const { sample, tokens } = facts;
  const codes = [...tokens.code].sort(([, a], [, b]) => b - a);
  const mostCommon = codes[0]?.[1] ?? 0;
  const common = new Set(codes.filter(([, count]) => count >= mostCommon / 2).map(([code]) => code));
  const rare = new Set(
    codes.filter(([, count]) => count <= facts.observations / 1_000).map(([code]) => code),
  );
  const somewhere = (id: string): string => idInCopy(id, random.int(copies));

  /** A class whose searches are each made from an observation that fits it. */
  const fromObservation = (
    name: string,
    search: (fact: ObservationFact) => string,
    fits: (fact: ObservationFact) => boolean = () => true,
    target: SearchClass['target'] = firstPage,
  ): SearchClass => {
    const fitting = sample.filter(fits);
    return {
      name,
      hits: 'some',
      target,
      ...(fitting.length > 0 && { draw: () => search(random.pick(fitting)) }),
    };
  };
  const dateRange = (days: number) => (fact: ObservationFact) =>
    query('Observation', [
      ['code', fact.code],
      ['date', `ge${dayOf(fact.date! - (days / 2) * day)}`],
      ['date', `lt${dayOf(fact.date! + (days / 2) * day)}`],
    ]);
  const quantityRange = ({ quantity }: ObservationFact): [string, string][] => [
    ['value-quantity', `ge${(quantity!.value * 0.95).toPrecision(4)}|${quantity!.unit}`],
    ['value-quantity', `le${(quantity!.value * 1.05).toPrecision(4)}|${quantity!.unit}`],
  ];
  const hasFamily = ({ patient }: ObservationFact): boolean => patient.family !== '';
  const deep = commonToken(tokens, deepPage * pageSize, fewestCopies);
  const everything = [...tokens.status].sort(([, a], [, b]) => b - a)[0];
  const familyNames = facts.patients.map(({ family }) => family).filter((family) => family !== '');

  return [
    fromObservation('single token', (fact) => query('Observation', [['code', fact.code]])),
    fromObservation(
      'patient + code',
      (fact) =>
        query('Observation', [
          ['patient', somewhere(fact.patient.id)],
          ['code', fact.code],
        ]),
      undefined,
      { ...firstPage, perSecond: targets.patientAndCode },
    ),
    fromObservation(
      'three tokens AND',
      (fact) =>
        query('Observation', [
          ['code', fact.code],
          ['category', fact.category!],
          ['status', fact.status!],
        ]),
      ({ category, status }) => category !== undefined && status !== undefined,
    ),
    fromObservation(
      'common code + date range',
      dateRange(30),
      ({ code, date }) => common.has(code) && date !== undefined,
    ),
    fromObservation(
      'rare code + date range',
      dateRange(365),
      ({ code, date }) => rare.has(code) && date !== undefined,
    ),
    fromObservation(
      'value-quantity range',
      (fact) => query('Observation', quantityRange(fact)),
      ({ quantity }) => quantity !== undefined,
    ),
    fromObservation(
      'code + value-quantity range',
      (fact) => query('Observation', [['code', fact.code], ...quantityRange(fact)]),
      ({ quantity }) => quantity !== undefined,
    ),
    {
      name: 'name prefix',
      hits: 'some',
      target: firstPage,
      ...(familyNames.length > 0 && {
        draw: () => query('Patient', [['name', random.pick(familyNames).slice(0, 4)]]),
      }),
    },
    fromObservation('OR of 50 codes', (fact) =>
      query('Observation', [['code', [fact.code, ...drawn(49, () => random.pick(codes)[0])].join(',')]]),
    ),
    fromObservation('OR of 50 patients + code', (fact) =>
      query('Observation', [
        [
          'patient',
          [fact.patient, ...drawn(49, () => random.pick(facts.patients))]
            .map(({ id }) => somewhere(id))
            .join(','),
        ],
        ['code', fact.code],
      ]),
    ),
    fromObservation(
      'chain',
      ({ patient }) => query('Observation', [['subject:Patient.name', patient.family]]),
      hasFamily,
    ),
    fromObservation(
      'chain + code',
      (fact) =>
        query('Observation', [
          ['code', fact.code],
          ['patient.name', fact.patient.family],
        ]),
      hasFamily,
    ),
    fromObservation('_has', ({ code }) => query('Patient', [['_has:Observation:patient:code', code]])),
    {
      name: '_include + _revinclude',
      hits: 'some',
      target: firstPage,
      ...(facts.encounterPatients.length > 0 && {
        draw: () =>
          query('Encounter', [
            ['patient', somewhere(random.pick(facts.encounterPatients))],
            ['_include', 'Encounter:patient'],
            ['_revinclude', 'Condition:encounter'],
          ]),
      }),
    },
    fromObservation('_sort=-date by patient', ({ patient }) =>
      query('Observation', [
        ['patient', somewhere(patient.id)],
        ['_sort', '-date'],
      ]),
    ),
    fromObservation(
      '_sort=-date over a common code',
      ({ code }) =>
        query('Observation', [
          ['code', code],
          ['_sort', '-date'],
        ]),
      ({ code }) => common.has(code),
    ),
    {
      name: `page ${deepPage} of a common code`,
      hits: 'some',
      page: deepPage,
      target: firstPage,
      ...(deep && { draw: () => query('Observation', [deep]) }),
    },
    {
      name: '_total=accurate, most hits',
      hits: 'some',
      target: { p50: 150 },
      ...(everything && {
        total: everything[1] * copies,
        draw: () =>
          query('Observation', [
            ['status', everything[0]],
            ['_total', 'accurate'],
          ]),
      }),
    },
  ];
}

/** The most common code that has so many hits, else a category or a status: codes, too, in their way. */
function commonToken(
  tokens: DrawnFacts['tokens'],
  hits: number,
  copies: number,
): readonly [TokenParameter, string] | undefined {
  for (const parameter of ['code', 'category', 'status'] as const) {
    const [first] = [...tokens[parameter]].sort(([, a], [, b]) => b - a);
    if (first && first[1] * copies > hits) return [parameter, first[0]];
  }
  return undefined;
}

function query(type: string, parameters: readonly (readonly [name: string, value: string])[]): string {
  const pairs = parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${type}?${pairs.join('&')}`;
}

function drawn<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
