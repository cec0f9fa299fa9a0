import { firstVidAt } from '../../clock/version-clock.js';
import { microseconds } from '../../rows/array-rows.js';
import { knownType } from '../../rows/resource-rows.js';
import type { PlannedCondition } from '../../search/plan/search-plan.js';
import { conditionProbe } from '../../search/sql/condition-sql.js';
import { pageWithBodies } from '../../search/sql/page-sql.js';
import { createSqlBuilder, type SqlBuilder } from '../../search/sql/statement.js';
import type { Statement } from '../../write/versions-statement.js';
import type { CompartmentQuery } from './compartment-query.js';
import type { MemberArm } from './member-arms.js';

/** What the statements are made of: the types give each resource its rank in the order. */
export interface MemberSearch {
  readonly query: CompartmentQuery;
  readonly types: readonly string[];
  readonly arms: readonly MemberArm[];
  /** Of each of the types what its members have to fulfil besides; undefined: nothing. */
  readonly visible: readonly (PlannedCondition | undefined)[];
}

/** How many members of each type there are: `rank` (the place among the types) and `count`. */
export function countsStatement(schema: string, search: MemberSearch): Statement {
  const sql = createSqlBuilder(schema);
  return sql.statement(
    `SELECT m.rank, count(*) AS count FROM (${members(search, search.types, sql)}) m GROUP BY m.rank`,
  );
}

/**
 * A page of members with their bodies, in order.
 *
 * @param wanted of the types, those that the page can be made of
 * @param limit the most rows
 */
export function membersStatement(
  schema: string,
  search: MemberSearch,
  wanted: readonly string[],
  limit: number,
): Statement {
  const sql = createSqlBuilder(schema);
  const { after } = search.query;
  const from =
    after === undefined
      ? ''
      : ` WHERE (m.rank, v.id) > (${sql.bind(search.types.indexOf(after.type), 'integer')}, ${sql.bind(after.id, 'text')} COLLATE "C")`;
  // Ids stand in the versions alone, so those of the wanted types are read; their bodies only of the page.
  const keys = `SELECT m.vid, m.part, row_number() OVER (ORDER BY m.rank, v.id) AS ord
    FROM (${members(search, wanted, sql)}) m CROSS JOIN LATERAL (
      SELECT v.id FROM ${sql.table('version')} v WHERE v.vid = m.vid AND v.part = m.part OFFSET 0
    ) v${from} ORDER BY m.rank, v.id LIMIT ${sql.bind(limit, 'bigint')}`;
  return sql.statement(pageWithBodies([], keys, 'ord', sql));
}

/** Members of the wanted types that are seen, each once: `vid`, `part` and `rank`. */
function members(search: MemberSearch, wanted: readonly string[], sql: SqlBuilder): string {
  const all = allMembers(search, wanted, sql);
  const cases = search.visible.flatMap((condition, rank) =>
    condition === undefined || !wanted.includes(search.types[rank]!)
      ? []
      : [`WHEN ${sql.bind(rank, 'integer')} THEN ${conditionProbe(condition, 'm', sql)}`],
  );
  if (cases.length === 0) return all;
  return `SELECT m.vid, m.part, m.rank FROM (${all}) m WHERE CASE m.rank ${cases.join(' ')} ELSE true END`;
}

function allMembers(search: MemberSearch, wanted: readonly string[], sql: SqlBuilder): string {
  const { query, types } = search;
  const arms = search.arms.filter(({ type }) => wanted.includes(type));
  const list = `unnest(${sql.bind(
    arms.map(({ hash }) => hash),
    'bigint[]',
  )}, ${sql.bind(
    arms.map(({ type }) => types.indexOf(type)),
    'integer[]',
  )}, ${sql.bind(
    arms.map(({ dateKey }) => dateKey ?? null),
    'bigint[]',
  )}) AS a (hash, rank, date_key)`;
  const since = sql.bind(query.since === undefined ? 0n : firstVidAt(query.since), 'bigint');
  const referring = `SELECT t.vid, t.part, a.rank FROM ${list} CROSS JOIN LATERAL (
      SELECT r.vid, r.part FROM ${sql.table('reference')} r WHERE r.hash = a.hash AND r.vid >= ${since} OFFSET 0
    ) t${during(query, sql)}`;
  if (!wanted.includes(query.compartment)) return `SELECT DISTINCT vid, part, rank FROM (${referring}) m`;
  // The resource that the compartment is named by is in it at all times.
  const itself = `SELECT r.vid, r.part, ${sql.bind(types.indexOf(query.compartment), 'integer')} AS rank
    FROM ${sql.table('resource')} r WHERE r.id = ${sql.bind(query.id, 'text')}
    AND r.type = ${sql.bind(knownType(query.compartment), 'smallint')} AND NOT r.deleted AND r.vid >= ${since}`;
  return `${referring} UNION ${itself}`;
}

/** Leaves out what has values of its date parameter, and none of them in the time. */
function during({ during: time }: CompartmentQuery, sql: SqlBuilder): string {
  if (time === undefined) return '';
  const [low, high] = [time.low, time.high].map((edge) => sql.bind(microseconds(edge), 'bigint'));
  return ` WHERE COALESCE((SELECT bool_or(d.low < ${high!} AND d.high > ${low!}) FROM ${sql.table('date')} d
    WHERE d.vid = t.vid AND d.key = a.date_key), true)`;
}
