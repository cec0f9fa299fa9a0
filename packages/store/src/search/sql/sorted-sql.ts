import { toBigInt, type Hash64 } from '../../hash/sip-hash.js';
import type { Statement } from '../../write/versions-statement.js';
import type { SearchPlan } from '../plan/search-plan.js';
import { candidates, probes, type Gathering } from './candidates.js';
import { pageWithBodies } from './page-sql.js';
import { bounds } from './place.js';
import { createSqlBuilder, type SqlBuilder } from './statement.js';

/** An order that an index table has: by the smallest value of a resource, or the largest. */
export interface ValueOrder {
  readonly table: 'date' | 'number' | 'quantity' | 'string';
  readonly key: Hash64;
  /** Resources without a value come last when ascending, first when descending. */
  readonly ascending: boolean;
  /** Whether a resource has one value at most. */
  readonly single: boolean;
}

/** Where a page of such an order begins: after this resource, seen in the direction of going. */
export interface ValuePlace {
  /** Going backwards through the order, for the page before. */
  readonly backwards: boolean;
  readonly after?: {
    readonly vid: bigint;
    /** Undefined: the resource has no value. */
    readonly value: bigint | number | string | undefined;
  };
}

const columns = {
  date: { column: 'low', type: 'bigint' },
  number: { column: 'low', type: 'float8' },
  quantity: { column: 'low', type: 'float8' },
  string: { column: 'value', type: 'text' },
} as const;

/**
 * A page of resources that were gathered, each with its value looked up. OFFSET 0 keeps the planner from looking
 * for the smallest of all values first, and for the resource it belongs to then.
 */
export function sortedStatement(
  schema: string,
  plan: SearchPlan,
  gathering: Gathering,
  order: ValueOrder,
  place: ValuePlace,
  limit: number,
): Statement {
  const sql = createSqlBuilder(schema);
  const { parts, rows, rest, guarded } = candidates(plan, gathering, undefined, sql);
  const { column } = columns[order.table];
  const ascending = order.ascending !== place.backwards;
  const nulls = ascending ? 'ASC NULLS LAST' : 'DESC NULLS FIRST';
  const valued = [
    ...parts,
    `valued AS MATERIALIZED (SELECT t.vid, t.part, (
        SELECT ${order.ascending ? 'min' : 'max'}(s.${column}) FROM (
          SELECT s.${column} FROM ${sql.table(order.table)} s
          WHERE s.vid = t.vid AND s.key = ${sql.bind(toBigInt(order.key), 'bigint')}${wholeText(order, 's')} OFFSET 0
        ) s
      ) AS value FROM (SELECT * FROM (${rows}) t OFFSET 0) t WHERE true${rest})`,
  ];
  const keys = `SELECT t.vid, t.part, row_number() OVER (ORDER BY t.value ${nulls}, t.vid ${ascending ? 'ASC' : 'DESC'}) AS ord
    FROM valued t WHERE true${afterValue(order, place, ascending, sql)}
    ORDER BY ord LIMIT ${sql.bind(limit, 'bigint')}`;
  return sql.statement(pageWithBodies(valued, keys, 'ord', sql, guarded));
}

/**
 * A page by a walk through the values, asking each resource the conditions. Those without a value are not
 * among them.
 *
 * @param visits gives up after as many rows
 */
export function valueWalkStatement(
  schema: string,
  plan: SearchPlan,
  order: ValueOrder,
  place: ValuePlace,
  limit: number,
  visits: number | undefined,
): Statement {
  const sql = createSqlBuilder(schema);
  const { column, type } = columns[order.table];
  const ascending = order.ascending !== place.backwards;
  const to = ascending ? 'ASC' : 'DESC';
  const { after } = place;
  const from =
    after?.value === undefined
      ? ''
      : ` AND (t.${column}, t.vid) ${ascending ? '>' : '<'} (${sql.bind(after.value, type)}, ${sql.bind(after.vid, 'bigint')})`;
  const key = sql.bind(toBigInt(order.key), 'bigint');
  const rows = `SELECT t.vid, t.part, t.${column} AS value FROM ${sql.table(order.table)} t
    WHERE t.key = ${key}${wholeText(order, 't')}${from}${bounds(plan, undefined, 't', sql)} ORDER BY t.${column} ${to}, t.vid ${to}
    ${visits === undefined ? '' : `LIMIT ${sql.bind(visits, 'bigint')}`} OFFSET 0`;
  // Of several values the first in the order counts.
  const first = order.single
    ? ''
    : ` AND NOT EXISTS (SELECT 1 FROM ${sql.table(order.table)} s WHERE s.vid = t.vid AND s.key = ${key}
        AND s.${column} ${order.ascending ? '<' : '>'} t.value${wholeText(order, 's')})`;
  const page = `SELECT DISTINCT ON (t.value, t.vid) t.vid, t.part, t.value FROM (${rows}) t
    WHERE true${first}${probes(plan, [], sql)} ORDER BY t.value ${to}, t.vid ${to} LIMIT ${sql.bind(limit, 'bigint')}`;
  const keys = `SELECT t.vid, t.part, row_number() OVER (ORDER BY t.value ${to}, t.vid ${to}) AS ord FROM (${page}) t`;
  return sql.statement(pageWithBodies([], keys, 'ord', sql));
}

/** A family name has rows for its later words, too, which it is found by and not sorted by. */
function wholeText({ table }: ValueOrder, row: string): string {
  return table === 'string' ? ` AND ${row}.exact <> 0` : '';
}

function afterValue(order: ValueOrder, { after }: ValuePlace, ascending: boolean, sql: SqlBuilder): string {
  if (after === undefined) return '';
  const compared = ascending ? '>' : '<';
  const later = `t.vid ${compared} ${sql.bind(after.vid, 'bigint')}`;
  if (after.value === undefined)
    return ascending ? ` AND t.value IS NULL AND ${later}` : ` AND (t.value IS NOT NULL OR ${later})`;
  const value = sql.bind(after.value, columns[order.table].type);
  const beyond = `t.value ${compared} ${value} OR (t.value = ${value} AND ${later})`;
  return ascending ? ` AND (${beyond} OR t.value IS NULL)` : ` AND (${beyond})`;
}
