import type { Statement } from '../../write/versions-statement.js';
import type { SearchPlan } from '../plan/search-plan.js';
import { candidates, probes, type Gathering } from './candidates.js';
import { pageWithBodies } from './page-sql.js';
import { bounds } from './place.js';
import { createSqlBuilder, type SqlBuilder } from './statement.js';

/** Where a page in the order of ids begins: after this one, in the direction of going. */
export interface IdPlace {
  readonly ascending: boolean;
  readonly after?: string;
}

/** A page of resources that were gathered, each with its id looked up. */
export function sortedIdsStatement(
  schema: string,
  plan: SearchPlan,
  gathering: Gathering,
  place: IdPlace,
  limit: number,
): Statement {
  const sql = createSqlBuilder(schema);
  const { parts, rows, rest, guarded } = candidates(plan, gathering, undefined, sql);
  const named = [
    ...parts,
    `named AS MATERIALIZED (SELECT t.vid, t.part, (
        SELECT v.id FROM ${sql.table('version')} v WHERE v.vid = t.vid AND v.part = t.part
      ) AS id FROM (SELECT * FROM (${rows}) t OFFSET 0) t WHERE true${rest})`,
  ];
  return sql.statement(pageWithBodies(named, pageOf('named', place, limit, sql), 'ord', sql, guarded));
}

/**
 * A page by a walk through the ids of a type, asking each resource the conditions.
 *
 * @param visits gives up after as many
 */
export function idWalkStatement(
  schema: string,
  plan: SearchPlan,
  place: IdPlace,
  limit: number,
  visits: number | undefined,
): Statement {
  const sql = createSqlBuilder(schema);
  const end = visits === undefined ? '' : `LIMIT ${sql.bind(visits, 'bigint')}`;
  const rows = `SELECT t.vid, t.part, t.id FROM ${sql.table('resource')} t
    WHERE t.type = ${sql.bind(plan.type.number, 'smallint')} AND NOT t.deleted${afterId(place, sql)}${bounds(plan, undefined, 't', sql)}
    ORDER BY t.id ${directionOf(place)} ${end} OFFSET 0`;
  const page = `SELECT t.vid, t.part, t.id FROM (${rows}) t WHERE true${probes(plan, [], sql)}
    ORDER BY t.id ${directionOf(place)} LIMIT ${sql.bind(limit, 'bigint')}`;
  return sql.statement(
    pageWithBodies([], pageOf(`(${page})`, { ascending: place.ascending }, limit, sql), 'ord', sql),
  );
}

function pageOf(rows: string, place: IdPlace, limit: number, sql: SqlBuilder): string {
  return `SELECT t.vid, t.part, row_number() OVER (ORDER BY t.id ${directionOf(place)}) AS ord FROM ${rows} t
    WHERE true${afterId(place, sql)} ORDER BY ord LIMIT ${sql.bind(limit, 'bigint')}`;
}

function afterId({ ascending, after }: IdPlace, sql: SqlBuilder): string {
  return after === undefined ? '' : ` AND t.id ${ascending ? '>' : '<'} ${sql.bind(after, 'text')}`;
}

function directionOf({ ascending }: IdPlace): 'ASC' | 'DESC' {
  return ascending ? 'ASC' : 'DESC';
}
