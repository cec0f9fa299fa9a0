import { toBigInt, type Hash64 } from '../../hash/sip-hash.js';
import type { ColumnComparison, RangeArm } from '../plan/arm.js';
import { MANY, type Scan, type ScanBuilder } from './scan.js';

/**
 * What an interval lasts at most to be found by its low end alone, as the migrations' partial indexes
 * by the high end have it (microseconds, with room for the rounding in their predicate).
 */
const SHORT_DATE = 86_400_000_002n;

/** How the tables of ranges name their columns. */
const columnsOf = {
  date: { table: 'date', low: 'low', high: 'high', long: '{t}.high / 2 - {t}.low / 2 > 43200000000' },
  number: { table: 'number', low: 'low', high: 'high', long: '{t}.high <> {t}.low' },
  quantity: { table: 'quantity', low: 'low', high: 'high', long: '{t}.high <> {t}.low' },
  canonical: {
    table: 'quantity',
    low: 'canonical_low',
    high: 'canonical_high',
    long: '{t}.canonical_high <> {t}.canonical_low',
  },
} as const;

const operandTypes = { date: 'bigint', number: 'float8', quantity: 'float8', canonical: 'float8' } as const;

type All = readonly ColumnComparison[];

/** A range on the rows of a resource that is known, by its key, then the rest; several where there are many alternatives. */
export function rangeProbes(arm: RangeArm, create: () => ScanBuilder): readonly Scan[] {
  const probe = (comparisons: (scan: ScanBuilder) => string, more: Pick<Scan, 'alone'> = {}): Scan => {
    const scan = create();
    const canonical = arm.canonical === undefined ? [] : [keyTerm('canonical', arm.canonical, arm, scan)];
    const terms = [keyTerm('key', arm.key, arm, scan), ...canonical, ...restOf(arm, scan), comparisons(scan)];
    return scan.scan(columnsOf[arm.table].table, terms, more);
  };
  const allOf = (all: All, scan: ScanBuilder): string =>
    all.map((each) => compare(arm, each, scan)).join(' AND ');
  const anyOf = (where: readonly All[]): readonly Scan[] =>
    where.length === 0
      ? []
      : [probe((scan) => `(${where.map((all) => `(${allOf(all, scan)})`).join(' OR ')})`)];
  if (arm.where.length < MANY) return anyOf(arm.where);
  const intervals = intervalsOf(arm.where);
  const others = arm.where.filter((all) => intervals.every((each) => each.all !== all));
  return [
    ...(intervals.length > 0 ? [probe((scan) => withinOne(arm, intervals, scan), { alone: true })] : []),
    ...(others.length < MANY ? anyOf(others) : others.map((all) => probe((scan) => allOf(all, scan)))),
  ];
}

/** `low >= from AND high <= to`, or `high < to`. */
interface Interval {
  readonly all: All;
  readonly from: bigint | number;
  readonly to: bigint | number;
  readonly operator: '<' | '<=';
}

/** The alternatives that are intervals of one kind, where they are many. */
function intervalsOf(where: readonly All[]): readonly Interval[] {
  const intervals = where.flatMap((all): readonly Interval[] => {
    const [low, high, ...more] = all;
    if (low?.column !== 'low' || low.operator !== '>=' || high?.column !== 'high' || more.length > 0)
      return [];
    const { operator, value } = high;
    return operator === '<' || operator === '<=' ? [{ all, from: low.value, to: value, operator }] : [];
  });
  const alike = intervals.filter(({ operator }) => operator === intervals[0]?.operator);
  return alike.length < MANY ? [] : alike;
}

/**
 * Whether a row lies within one of thousands of intervals. They are sorted and none lies within another
 * (merge-arms.ts), so that their ends rise with their beginnings: of those that begin early enough the last
 * reaches farthest. That one is found by halving.
 */
function withinOne({ table }: RangeArm, intervals: readonly Interval[], scan: ScanBuilder): string {
  const { low, high } = columnsOf[table];
  const type = `${operandTypes[table]}[]`;
  const from = scan.bind(
    intervals.map((each) => each.from),
    type,
  );
  const to = scan.bind(
    intervals.map((each) => each.to),
    type,
  );
  return `{t}.${high} ${intervals[0]!.operator} (${to})[width_bucket({t}.${low}, ${from})]`;
}

/**
 * The rows of a range as several scans, each a bounded range of an index.
 *
 * `high > x` alone bounds nothing in an index by low. But what begins a day or more before x and ends
 * after it lasts longer than a day, and these few are in an index of their own.
 */
export function rangeScans(arm: RangeArm, create: () => ScanBuilder): readonly Scan[] {
  const { table, low, high, long } = columnsOf[arm.table];
  return arm.where.flatMap((all) => {
    const by = (order: string, more: (scan: ScanBuilder) => readonly string[]): Scan => {
      const scan = create();
      // The index leaves out what has no base unit, and the planner has to be told so.
      const [column, key] =
        arm.canonical === undefined ? (['key', arm.key] as const) : (['canonical', arm.canonical] as const);
      const hash = scan.bind(toBigInt(key), 'bigint');
      const terms = [
        ...(column === 'canonical' ? ['{t}.canonical <> 0'] : []),
        `{t}.${column} = ${arm.indirect === true ? 'd.hash' : hash}`,
        ...restOf(arm, scan),
        ...more(scan),
      ];
      return scan.scan(table, terms, { order, ...(arm.indirect === true && { through: `d.key = ${hash}` }) });
    };
    const compared = (comparisons: All, scan: ScanBuilder): readonly string[] =>
      comparisons.map((each) => compare(arm, each, scan));
    if (!arm.interval) return [by(low, (scan) => compared(all, scan))];
    const bounds = (column: 'low' | 'high', direction: '<' | '>'): ColumnComparison | undefined =>
      all.find((each) => each.column === column && each.operator.startsWith(direction));
    // An interval that ends before x began before it.
    const highest = bounds('high', '<');
    const terms: All =
      highest !== undefined && bounds('low', '<') === undefined
        ? [...all, { column: 'low', operator: '<=', value: highest.value }]
        : all;
    const lowest = bounds('high', '>');
    if (lowest === undefined || bounds('low', '>') !== undefined)
      return [by(low, (scan) => compared(terms, scan))];
    const reach = typeof lowest.value === 'bigint' ? daysBefore(lowest.value) : lowest.value;
    const within = (operator: '<' | '>='): ColumnComparison => ({ column: 'low', operator, value: reach });
    return [
      by(low, (scan) => compared([within('>='), ...terms], scan)),
      // Written so that no index by low fits: it would be read from its very beginning.
      by(high, (scan) => [
        long,
        ...compared([within('<'), ...terms], scan).map((term) =>
          term.replaceAll(`{t}.${low} <`, `({t}.${low} + 0) <`),
        ),
      ]),
    ];
  });
}

/** The key of a row that is known; one of those that the dictionary has for it, where it stands for others. */
export function keyTerm(
  column: 'key' | 'canonical',
  key: Hash64,
  { indirect }: { readonly indirect?: true },
  scan: ScanBuilder,
): string {
  const hash = scan.bind(toBigInt(key), 'bigint');
  if (indirect !== true) return `{t}.${column} = ${hash}`;
  return `EXISTS (SELECT 1 FROM ${scan.table('dictionary')} d WHERE d.key = ${hash} AND d.value = '' AND d.hash = {t}.${column})`;
}

/** The lower bound of bigint stays itself. */
function daysBefore(value: bigint): bigint {
  const before = value - SHORT_DATE;
  return before < -(2n ** 63n) ? -(2n ** 63n) : before;
}

function restOf(arm: RangeArm, scan: ScanBuilder): readonly string[] {
  const terms: string[] = [];
  if (arm.system !== undefined) terms.push(`{t}.system = ${scan.bind(arm.system, 'integer')}`);
  if (arm.unit !== undefined) {
    const hash = scan.bind(arm.unit.hash, 'integer');
    terms.push(
      arm.unit.column === 'coded' ? `{t}.coded = ${hash}` : `({t}.code = ${hash} OR {t}.unit = ${hash})`,
    );
  }
  return terms;
}

function compare(arm: RangeArm, { column, operator, value }: ColumnComparison, scan: ScanBuilder): string {
  return `{t}.${columnsOf[arm.table][column]} ${operator} ${scan.bind(value, operandTypes[arm.table])}`;
}
