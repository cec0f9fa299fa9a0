import { toBigInt } from '../../hash/sip-hash.js';
import type { ColumnComparison, RangeArm } from '../plan/arm.js';
import type { SqlBuilder } from './statement.js';

/**
 * What an interval lasts at most to be found by its low end alone, as the migrations' partial indexes
 * by the high end have it (microseconds, with room for the rounding in their predicate).
 */
const SHORT_DATE = 86_400_000_002n;

/** How the tables of ranges name their columns. */
const columnsOf = {
  date: { table: 'date', low: 'low', high: 'high', long: 't.high / 2 - t.low / 2 > 43200000000' },
  number: { table: 'number', low: 'low', high: 'high', long: 't.high <> t.low' },
  quantity: { table: 'quantity', low: 'low', high: 'high', long: 't.high <> t.low' },
  canonical: {
    table: 'quantity',
    low: 'canonical_low',
    high: 'canonical_high',
    long: 't.canonical_high <> t.canonical_low',
  },
} as const;

const operandTypes = { date: 'bigint', number: 'float8', quantity: 'float8', canonical: 'float8' } as const;

/** The table that holds the rows of a range. */
export function rangeTable(arm: RangeArm): string {
  return columnsOf[arm.table].table;
}

/** The condition of a range on the row `alias` of a resource that is known: by key, then the rest. */
export function rangePredicate(arm: RangeArm, alias: string, sql: SqlBuilder): string {
  const alternatives = arm.where.map((all) =>
    all.map((each) => compare(arm, each, alias, sql)).join(' AND '),
  );
  const canonical =
    arm.canonical === undefined
      ? ''
      : ` AND ${alias}.canonical = ${sql.bind(toBigInt(arm.canonical), 'bigint')}`;
  return (
    `${alias}.key = ${sql.bind(toBigInt(arm.key), 'bigint')}${canonical}${restOf(arm, alias, sql)}` +
    ` AND (${alternatives.map((each) => `(${each})`).join(' OR ')})`
  );
}

/** Rows of an index table, and the column by which their index has them in order. */
export interface IndexRange {
  readonly where: string;
  readonly order: string;
}

/**
 * The same as {@link rangePredicate}, of the row `t`, as several conditions of which a row fulfils at least
 * one, each a bounded range of an index.
 *
 * `high > x` alone bounds nothing in an index by low. But what begins a day or more before x and ends
 * after it lasts longer than a day, and these few are in an index of their own.
 */
export function rangeScans(arm: RangeArm, sql: SqlBuilder): readonly IndexRange[] {
  const { low, high, long } = columnsOf[arm.table];
  const key =
    arm.canonical === undefined
      ? `t.key = ${sql.bind(toBigInt(arm.key), 'bigint')}`
      : // The index leaves out what has no base unit, and the planner has to be told so.
        `t.canonical <> 0 AND t.canonical = ${sql.bind(toBigInt(arm.canonical), 'bigint')}`;
  const rest = key + restOf(arm, 't', sql);
  return arm.where.flatMap((all) => {
    const terms = all.map((each) => compare(arm, each, 't', sql));
    const by = (order: string, ...more: readonly string[]): IndexRange => ({
      where: [rest, ...more].join(' AND '),
      order,
    });
    if (!arm.interval) return [by(low, ...terms)];
    const bounds = (column: 'low' | 'high', direction: '<' | '>'): ColumnComparison | undefined =>
      all.find((each) => each.column === column && each.operator.startsWith(direction));
    // An interval that ends before x began before it.
    const highest = bounds('high', '<');
    if (highest !== undefined && bounds('low', '<') === undefined)
      terms.push(compare(arm, { column: 'low', operator: '<=', value: highest.value }, 't', sql));
    const lowest = bounds('high', '>');
    if (lowest === undefined || bounds('low', '>') !== undefined) return [by(low, ...terms)];
    const reach = typeof lowest.value === 'bigint' ? daysBefore(lowest.value) : lowest.value;
    const within = (operator: '<' | '>='): string =>
      compare(arm, { column: 'low', operator, value: reach }, 't', sql);
    return [
      by(low, within('>='), ...terms),
      // Written so that no index by low fits: it would be read from its very beginning.
      by(
        high,
        ...[long, within('<'), ...terms].map((term) => term.replaceAll(`t.${low} <`, `(t.${low} + 0) <`)),
      ),
    ];
  });
}

/** The lower bound of bigint stays itself. */
function daysBefore(value: bigint): bigint {
  const before = value - SHORT_DATE;
  return before < -(2n ** 63n) ? -(2n ** 63n) : before;
}

function restOf(arm: RangeArm, alias: string, sql: SqlBuilder): string {
  let text = arm.system === undefined ? '' : ` AND ${alias}.system = ${sql.bind(arm.system, 'integer')}`;
  if (arm.unit !== undefined) {
    const hash = sql.bind(arm.unit.hash, 'integer');
    text +=
      arm.unit.column === 'coded'
        ? ` AND ${alias}.coded = ${hash}`
        : ` AND (${alias}.code = ${hash} OR ${alias}.unit = ${hash})`;
  }
  return text;
}

function compare(
  arm: RangeArm,
  { column, operator, value }: ColumnComparison,
  alias: string,
  sql: SqlBuilder,
): string {
  return `${alias}.${columnsOf[arm.table][column]} ${operator} ${sql.bind(value, operandTypes[arm.table])}`;
}
