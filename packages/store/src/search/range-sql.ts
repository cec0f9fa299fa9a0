import { toBigInt } from '../hash/sip-hash.js';
import type { Arm, ColumnComparison, RangeArm } from './arm.js';

/** Adds a value to a statement and gives the text that stands for it. */
export type Bind = (value: unknown, type: string) => string;

/**
 * What an interval lasts at most to be found by its low end alone, as the migrations' partial indexes
 * by the high end have it (microseconds, with room for the rounding in their predicate).
 */
const SHORT_DATE = 86_400_000_002n;

const longInterval = {
  date: 't.high / 2 - t.low / 2 > 43200000000',
  number: 't.high <> t.low',
  quantity: 't.high <> t.low',
} as const;

/** The condition of an arm on the row `alias`, for asking one resource. */
export function armPredicate(arm: Arm, alias: string, bind: Bind): string {
  if (arm.kind === 'token') {
    const hash = `${alias}.hash = ${bind(toBigInt(arm.hash), 'bigint')}`;
    return arm.system === undefined ? hash : `${hash} AND ${alias}.system = ${bind(arm.system, 'integer')}`;
  }
  const alternatives = arm.where.map((all) =>
    all.map((each) => compare(arm, each, alias, bind)).join(' AND '),
  );
  return `${keyPredicate(arm, alias, bind)} AND (${alternatives.map((each) => `(${each})`).join(' OR ')})`;
}

/** Rows of an index table, and the column by which their index has them in order. */
export interface IndexRange {
  readonly where: string;
  readonly order: 'low' | 'high' | 'value';
}

/**
 * The same as {@link armPredicate}, of the row `t`, as several conditions of which a row fulfils at least one, each a
 * bounded range of an index.
 *
 * `high > x` alone bounds nothing in an index by low. But what begins a day or more before x and ends
 * after it lasts longer than a day, and these few are in an index of their own.
 */
export function armRanges(arm: RangeArm, bind: Bind): readonly IndexRange[] {
  const key = keyPredicate(arm, 't', bind);
  return arm.where.flatMap((all) => {
    const terms = all.map((each) => compare(arm, each, 't', bind));
    const { table } = arm;
    const by = (order: IndexRange['order'], ...all: readonly string[]): IndexRange => ({
      where: [key, ...all].join(' AND '),
      order,
    });
    if (table === 'string') return [by('value', ...terms)];
    if (!arm.interval) return [by('low', ...terms)];
    const bounds = (column: 'low' | 'high', direction: '<' | '>'): ColumnComparison | undefined =>
      all.find((each) => each.column === column && each.operator.startsWith(direction));
    // An interval that ends before x began before it.
    const highest = bounds('high', '<');
    if (highest !== undefined && bounds('low', '<') === undefined)
      terms.push(compare(arm, { column: 'low', operator: '<=', value: highest.value }, 't', bind));
    const lowest = bounds('high', '>');
    if (lowest === undefined || bounds('low', '>') !== undefined) return [by('low', ...terms)];
    const reach = table === 'date' ? (lowest.value as bigint) - SHORT_DATE : lowest.value;
    const within = (operator: '<' | '>='): string =>
      compare(arm, { column: 'low', operator, value: reach }, 't', bind);
    return [by('low', within('>='), ...terms), by('high', longInterval[table], within('<'), ...terms)];
  });
}

function keyPredicate(arm: RangeArm, alias: string, bind: Bind): string {
  let text = `${alias}.key = ${bind(toBigInt(arm.key), 'bigint')}`;
  if (arm.system !== undefined) text += ` AND ${alias}.system = ${bind(arm.system, 'integer')}`;
  if (arm.unit !== undefined) {
    const hash = bind(arm.unit.hash, 'integer');
    text +=
      arm.unit.column === 'coded'
        ? ` AND ${alias}.coded = ${hash}`
        : ` AND (${alias}.code = ${hash} OR ${alias}.unit = ${hash})`;
  }
  return text;
}

const operandTypes = { string: 'text', date: 'bigint', number: 'float8', quantity: 'float8' } as const;

function compare(
  arm: RangeArm,
  { column, operator, value }: ColumnComparison,
  alias: string,
  bind: Bind,
): string {
  return `${alias}.${column} ${operator} ${bind(value, operandTypes[arm.table])}`;
}
