import type { Statement } from '../../write/versions-statement.js';
import { isRowless } from './arm-scans.js';
import { conditionRows, leadOf, singleHash } from './condition-sql.js';
import type { PlannedCondition, PlannedType, SearchPlan } from '../plan/search-plan.js';
import { bounds, direction, type Place } from './place.js';
import { createSqlBuilder, type SqlBuilder } from './statement.js';

/** What counting found out about one condition; each count is one more than the cap where there are more. */
export interface ConditionCount {
  /** Rows that fulfil it, all of them perhaps of one resource; of a chain an assumption. */
  readonly rows: number;
  /** Of a chain: the resources that its references must lead to. */
  readonly targets?: number;
  /** Of a single hash: rows a version id where counting took place, so the smaller, the sparser. */
  readonly density?: number;
}

/**
 * Counts the rows of some conditions, each up to its cap: columns `n0` (rows), `m0` (targets), `v0` (how many
 * version ids counting went through), `n1` ...
 */
export function countStatement(
  schema: string,
  plan: SearchPlan,
  counted: ReadonlyMap<number, number>,
  place: Place,
): Statement {
  const sql = createSqlBuilder(schema);
  const counts = [...counted].map(([index, cap]) => {
    const condition = plan.conditions[index]!;
    const limit = sql.bind(cap + 1, 'bigint');
    if (singleHash(condition) !== undefined) {
      const rows = conditionRows(condition, plan.type, bounds(plan, place, 't', sql), undefined, sql);
      return `(SELECT count(*) AS n${index}, NULL::bigint AS m${index}, max(t.vid) - min(t.vid) AS v${index}
        FROM (SELECT t.vid FROM (${rows}) t ORDER BY t.vid ${direction(place)} LIMIT ${limit}) t) AS c${index}`;
    }
    // What a chain leads to tells whether it is rare; to count who refers to that would cost as much as the page.
    const [rows, targets] =
      condition.kind === 'chain'
        ? ['NULL::bigint', targetCount(condition, limit, sql)]
        : [conditionCount(condition, plan.type, limit, sql), 'NULL::bigint'];
    return `(SELECT ${rows} AS n${index}, ${targets} AS m${index}, NULL::bigint AS v${index}) AS c${index}`;
  });
  return sql.statement(`SELECT * FROM ${counts.join(',\n')}`);
}

/** A scalar: how many rows a condition has. Of a chain with many targets it is the limit, uncounted. */
function conditionCount(
  condition: PlannedCondition,
  type: PlannedType,
  limit: string,
  sql: SqlBuilder,
): string {
  // Nothing leads to what does not fulfil a condition, nor to a time; each resource is asked.
  if (condition.kind === 'arms' && (condition.negated || condition.arms.some(isRowless))) return limit;
  if (condition.kind === 'any')
    return `(${condition.conditions.map((each) => conditionCount(each, type, limit, sql)).join(' + ')})`;
  if (condition.kind === 'all') {
    // Where the rows that are gone through are many, they are not asked one by one to be counted.
    const lead = conditionCount(leadOf(condition.conditions), type, limit, sql);
    return `CASE WHEN ${lead} >= ${limit} THEN ${limit} ELSE (SELECT count(*) FROM (
      SELECT 1 FROM (${conditionRows(condition, type, '', limit, sql)}) t LIMIT ${limit}) c) END`;
  }
  const count = `(SELECT count(*) FROM (SELECT 1 FROM (${conditionRows(condition, type, '', limit, sql)}) t LIMIT ${limit}) c)`;
  switch (condition.kind) {
    case 'arms':
      return count;
    case 'chain':
      return `CASE WHEN ${targetCount(condition, limit, sql)} >= ${limit} THEN ${limit} ELSE ${count} END`;
    case 'reverse-chain': {
      const { type: source, condition: inner } = condition.source;
      return `CASE WHEN ${conditionCount(inner, source, limit, sql)} >= ${limit} THEN ${limit} ELSE ${count} END`;
    }
    default:
      return condition satisfies never;
  }
}

function targetCount(
  { targets }: Extract<PlannedCondition, { kind: 'chain' }>,
  limit: string,
  sql: SqlBuilder,
): string {
  return `(${targets.map(({ type, condition }) => conditionCount(condition, type, limit, sql)).join(' + ')})`;
}
