import { versionColumns } from '../../read/stored-version.js';
import { pageOfBodies } from '../../read/version-page.js';
import type { Statement } from '../../write/versions-statement.js';
import type { PlannedCondition, SearchPlan } from '../plan/search-plan.js';
import { candidates, probes, type Gathering } from './candidates.js';
import { conditionRows, groupArms, singleHash } from './condition-sql.js';
import { hashRows, mayRepeat, onlyHash, type HashArms } from './hash-sql.js';
import { bounds, direction, type Place } from './place.js';
import { createSqlBuilder, type SqlBuilder } from './statement.js';

/**
 * How a page is found. Of the gatherings everything is fetched, sorted, and asked the rest until the page is
 * full. `walk`: the rows of one condition of hashes (undefined: of the whole type) are gone through in page
 * order; `fan`: those of a chain, for each of its few targets.
 */
export type Strategy =
  | Gathering
  | {
      readonly kind: 'walk';
      readonly condition: number | undefined;
      /** Gives up after as many rows, so that fewer than were asked for may not be all there are. */
      readonly visits?: number;
    }
  | { readonly kind: 'fan'; readonly condition: number };

/** One page in the order of version ids: up to `limit` versions. */
export function pageStatement(
  schema: string,
  plan: SearchPlan,
  strategy: Strategy,
  place: Place,
  limit: number,
): Statement {
  const sql = createSqlBuilder(schema);
  const { parts, keys, guarded } = pageKeys(plan, strategy, place, sql.bind(limit, 'bigint'), sql);
  return sql.statement(pageWithBodies(parts, keys, `vid ${direction(place)}`, sql, guarded));
}

/** Likewise, the versions' ids and parts only. */
export function keysStatement(
  schema: string,
  plan: SearchPlan,
  strategy: Strategy,
  place: Place,
  limit: number,
): Statement {
  const sql = createSqlBuilder(schema);
  const { parts, keys } = pageKeys(plan, strategy, place, sql.bind(limit, 'bigint'), sql);
  return sql.statement(withParts(parts, keys));
}

/** Versions by their ids, in this order. */
export function versionsStatement(schema: string, vids: readonly bigint[]): Statement {
  const sql = createSqlBuilder(schema);
  const keys = `SELECT u.vid, v.part, u.ord FROM unnest(${sql.bind(vids, 'bigint[]')}) WITH ORDINALITY AS u (vid, ord)
    CROSS JOIN LATERAL (SELECT v.part FROM ${sql.table('version')} v WHERE v.vid = u.vid OFFSET 0) v`;
  return sql.statement(pageWithBodies([], keys, 'ord', sql));
}

/**
 * @param parts of a `WITH` before
 * @param keys a query of vid, part and what `order` names
 * @param guarded a part whose rows are counted: `led`, in each row; without any, in one that is empty otherwise
 */
export function pageWithBodies(
  parts: readonly string[],
  keys: string,
  order: string,
  sql: SqlBuilder,
  guarded?: string,
): string {
  // The lateral query cannot be flattened, so bodies are fetched by key whatever the planner expects.
  const bodies = `SELECT v.*${order === 'ord' ? ', page.ord' : ''} FROM page CROSS JOIN LATERAL (
      SELECT ${versionColumns} FROM ${sql.table('version')} v WHERE v.vid = page.vid AND v.part = page.part OFFSET 0
    ) v`;
  const page = `${pageOfBodies(bodies, order, order === 'ord' ? 'ord, ' : '')} ORDER BY ${order}`;
  const all = [...parts, `page AS MATERIALIZED (${keys})`];
  if (guarded === undefined) return withParts(all, page);
  return withParts(
    all,
    `SELECT led.led, p.* FROM (SELECT count(*)::integer AS led FROM ${guarded}) led LEFT JOIN (${page}) p ON true ORDER BY ${order}`,
  );
}

export function withParts(parts: readonly string[], query: string): string {
  return parts.length === 0 ? query : `WITH ${parts.join(', ')} ${query}`;
}

/** What finds the keys of a page. */
interface PageKeys {
  readonly parts: readonly string[];
  readonly keys: string;
  readonly guarded?: string;
}

function pageKeys(
  plan: SearchPlan,
  strategy: Strategy,
  place: Place,
  limit: string,
  sql: SqlBuilder,
): PageKeys {
  const order = `ORDER BY t.vid ${direction(place)} LIMIT ${limit}`;
  switch (strategy.kind) {
    case 'walk':
      return { parts: [], keys: walk(plan, strategy, place, limit, sql) };
    case 'fan': {
      const { condition } = strategy;
      const rest = `${bounds(plan, place, 't', sql)}${probes(plan, [condition], sql)} ${order}`;
      const rows = conditionRows(plan.conditions[condition]!, plan.type, rest, undefined, sql);
      return { parts: [], keys: `SELECT DISTINCT ON (t.vid) t.vid, t.part FROM (${rows}) t ${order}` };
    }
    case 'ids':
    case 'collect':
    case 'type': {
      const { parts, rows, rest, guarded } = candidates(plan, strategy, place, sql);
      const keys =
        rest === ''
          ? `SELECT t.vid, t.part FROM (${rows}) t ${order}`
          : // Sorted first and asked then, so that asking ends with the page; OFFSET 0 keeps it in that order.
            `SELECT t.vid, t.part FROM (SELECT * FROM (${rows}) t ORDER BY t.vid ${direction(place)} OFFSET 0) t
             WHERE true${rest} ${order}`;
      return { parts, keys, ...(guarded !== undefined && { guarded }) };
    }
    default:
      return strategy satisfies never;
  }
}

function walk(
  plan: SearchPlan,
  { condition, visits }: Extract<Strategy, { kind: 'walk' }>,
  place: Place,
  limit: string,
  sql: SqlBuilder,
): string {
  const order = `ORDER BY t.vid ${direction(place)}`;
  const hashes = walkedHashes(plan, condition);
  const rest = probes(plan, condition === undefined ? [] : [condition], sql);
  const distinct = hashes.some(mayRepeat) || hashes.length > 1 ? 'DISTINCT ON (t.vid) ' : '';
  const [only] = hashes;
  if (hashes.length === 1 && only !== undefined && onlyHash(only) !== undefined) {
    if (visits === undefined)
      return distinct === ''
        ? hashRows(only, 't', `${bounds(plan, place, 't', sql)}${rest} ${order} LIMIT ${limit}`, sql)
        : `SELECT ${distinct}t.vid, t.part FROM (${hashRows(only, 't', `${bounds(plan, place, 't', sql)}${rest} ${order}`, sql)}) t
           ${order} LIMIT ${limit}`;
    const rows = hashRows(
      only,
      't',
      `${bounds(plan, place, 't', sql)} ${order} LIMIT ${sql.bind(visits, 'bigint')}`,
      sql,
    );
    return `SELECT ${distinct}t.vid, t.part FROM (${rows}) t WHERE true${rest} ${order} LIMIT ${limit}`;
  }
  // An ordered union: no page needs more than a page of each walk.
  const walks = hashes.map(
    (each) =>
      `(${hashRows(each, 't', `${bounds(plan, place, 't', sql)}${rest} ${order} LIMIT ${limit}`, sql)})`,
  );
  return `SELECT DISTINCT ON (t.vid) t.vid, t.part FROM (${walks.join(' UNION ALL ')}) t ${order} LIMIT ${limit}`;
}

/** Whether the rows of a condition are in page order, so that it can be walked. */
export function isWalkable(condition: PlannedCondition): boolean {
  return (
    condition.kind === 'arms' &&
    !condition.negated &&
    condition.arms.length > 0 &&
    groupArms(condition.arms).others.length === 0
  );
}

function walkedHashes(plan: SearchPlan, condition: number | undefined): readonly HashArms[] {
  if (condition === undefined) return [{ table: 'token', arms: [plan.type.whole] }];
  const planned = plan.conditions[condition]!;
  if (!isWalkable(planned) || planned.kind !== 'arms')
    throw new TypeError('Only rows that are found by a hash are in page order');
  return groupArms(planned.arms).hashes;
}

/** What a statement sees, to know whether another would see the same. */
const snapshot = 'pg_current_snapshot()::text AS snapshot';

/**
 * How many resources match: `total`, and what was seen (`snapshot`).
 *
 * @param cap counting ends there
 */
export function totalStatement(
  schema: string,
  plan: SearchPlan,
  gathering: Gathering,
  cap?: number,
): Statement {
  const sql = createSqlBuilder(schema);
  const limit = cap === undefined ? '' : ` LIMIT ${sql.bind(cap, 'bigint')}`;
  const [only] = plan.conditions;
  const single = only !== undefined && plan.conditions.length === 1 ? singleHash(only) : undefined;
  if (single !== undefined && gathering.kind === 'collect') {
    // One range of the index, read in its order: what repeats stands together.
    const arms: HashArms = { table: single.table, arms: [single] };
    const rows = hashRows(arms, 't', bounds(plan, undefined, 't', sql), sql);
    const distinct = single.repeats
      ? `SELECT DISTINCT ON (t.vid) t.vid FROM (${rows}) t ORDER BY t.vid`
      : rows;
    return sql.statement(
      `SELECT count(*) AS total, ${snapshot} FROM (SELECT 1 FROM (${distinct}) t${limit}) t`,
    );
  }
  const { parts, rows, rest } = candidates(plan, gathering, undefined, sql);
  const text = `SELECT count(*) AS total, ${snapshot} FROM (
    SELECT 1 FROM (SELECT * FROM (${rows}) s OFFSET 0) t WHERE true${rest}${limit}) t`;
  return sql.statement(withParts(parts, text));
}
