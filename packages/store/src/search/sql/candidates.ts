import type { SearchPlan } from '../plan/search-plan.js';
import { conditionAmong, conditionProbe, conditionRows, rowsRepeat } from './condition-sql.js';
import { bounds, direction, type Place } from './place.js';
import type { SqlBuilder } from './statement.js';

/** Where a search takes resources from, to ask each of them the conditions that did not lead there. */
export type Gathering =
  /** The resources that were named. */
  | { readonly kind: 'ids' }
  /**
   * All that fulfils some conditions: at least one. `few`: so few that all are narrowed down at once; `guard`:
   * that is a guess, and no more rows than this are taken.
   */
  | {
      readonly kind: 'collect';
      readonly conditions: readonly number[];
      readonly few: boolean;
      readonly guard?: number;
    }
  /** All of the type. */
  | { readonly kind: 'type' };

export type Collect = Extract<Gathering, { kind: 'collect' }>;

/** Rows of resources that were gathered, and what each has still to be asked. */
export interface Candidates {
  /** `WITH` parts, each materialised, in their order; empty or ending in a comma. */
  readonly parts: readonly string[];
  /** A query of vid and part, each resource once. */
  readonly rows: string;
  /** Conditions on the row `t`, beginning with AND. */
  readonly rest: string;
  /** The part whose rows were taken by a guess. */
  readonly guarded?: string;
}

/** Gathers resources; the place bounds them. */
export function candidates(
  plan: SearchPlan,
  gathering: Gathering,
  place: Place | undefined,
  sql: SqlBuilder,
): Candidates {
  switch (gathering.kind) {
    case 'ids': {
      const ids = sql.bind(plan.ids ?? [], 'text[]');
      const rows = `SELECT t.vid, t.part FROM ${sql.table('resource')} t
        WHERE t.id = ANY (${ids}) AND t.type = ${sql.bind(plan.type.number, 'smallint')} AND NOT t.deleted${bounds(plan, place, 't', sql)}`;
      return { parts: [], rows, rest: probes(plan, [], sql) };
    }
    case 'type':
      return {
        parts: [],
        rows: conditionRows(
          { kind: 'arms', arms: [plan.type.whole], negated: false },
          plan.type,
          bounds(plan, place, 't', sql),
          undefined,
          sql,
        ),
        rest: probes(plan, [], sql),
      };
    case 'collect':
      return gathering.few ? narrowed(plan, gathering, place, sql) : collected(plan, gathering, place, sql);
    default:
      return gathering satisfies never;
  }
}

/** Asks the resource `t` for every condition but those that led to it. */
export function probes(plan: SearchPlan, answered: readonly number[], sql: SqlBuilder): string {
  return plan.conditions
    .map((condition, index) =>
      answered.includes(index) ? '' : ` AND ${conditionProbe(condition, 't', sql)}`,
    )
    .join('');
}

/** All rows of the leading conditions, sorted, so that asking the rest can end with the page. */
function collected(
  plan: SearchPlan,
  { conditions: answered, guard }: Collect,
  place: Place | undefined,
  sql: SqlBuilder,
): Candidates {
  const order = place === undefined ? 'ASC' : direction(place);
  const rest = probes(plan, answered, sql);
  const sets = answered.map((index) => leadingRows(plan, index, guard, place, sql));
  const [only] = sets;
  const distinct = (rows: string): string =>
    `SELECT DISTINCT ON (t.vid) t.vid, t.part FROM (${rows}) t ORDER BY t.vid ${order}`;
  if (guard !== undefined) {
    const guarded = `c${sql.next()}`;
    const parts = [`${guarded} AS MATERIALIZED (${only!})`];
    return { parts, rows: distinct(`SELECT vid, part FROM ${guarded}`), rest, guarded };
  }
  // INTERSECT hashes or sorts its sets, whatever the planner expects of them; a join might loop.
  const rows = sets.length === 1 ? distinct(only!) : sets.map((set) => `(${set})`).join(' INTERSECT ');
  return { parts: [], rows, rest };
}

/**
 * Resources that are taken through one condition after the other: each time one look through the index for a
 * list of versions, which touches a page of it once, where as many look-ups would each begin at its root.
 */
function narrowed(
  plan: SearchPlan,
  { conditions: leading, guard }: Collect,
  place: Place | undefined,
  sql: SqlBuilder,
): Candidates {
  const [first] = leading;
  let last = `c${sql.next()}`;
  let condition = plan.conditions[first!]!;
  const guarded = last;
  const parts = [`${last} AS MATERIALIZED (${leadingRows(plan, first!, guard, place, sql)})`];
  const answered = [first!];
  plan.conditions.forEach((next, index) => {
    if (index === first) return;
    const among = conditionAmong(next, `ARRAY(SELECT vid FROM ${last})`, sql);
    if (among === undefined) return;
    last = `c${sql.next()}`;
    condition = next;
    parts.push(`${last} AS MATERIALIZED (SELECT t.vid, t.part FROM (${among}) t)`);
    answered.push(index);
  });
  return {
    parts,
    rows: `SELECT ${rowsRepeat(condition) ? 'DISTINCT ' : ''}vid, part FROM ${last}`,
    rest: probes(plan, answered, sql),
    ...(guard !== undefined && { guarded }),
  };
}

function leadingRows(
  plan: SearchPlan,
  index: number,
  guard: number | undefined,
  place: Place | undefined,
  sql: SqlBuilder,
): string {
  const limit = guard === undefined ? undefined : sql.bind(guard, 'bigint');
  const rest = bounds(plan, place, 't', sql);
  const rows = conditionRows(plan.conditions[index]!, plan.type, rest, limit, sql);
  return `SELECT t.vid, t.part FROM (${rows}) t${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}
