import { createHash } from 'node:crypto';
import type { StoreContext } from '../../store-context.js';
import type { Statement } from '../../write/versions-statement.js';
import type { SearchPlan } from '../plan/search-plan.js';
import { totalStatement } from '../sql/page-sql.js';
import type { Ask } from './ask.js';
import { chooseGathering } from './choose-strategy.js';

/** An estimate is exact up to here. */
const EXACT = 10_000;

/** How many resources match, of all types together. */
export async function searchTotal(
  ask: Ask,
  store: Pick<StoreContext, 'schema' | 'counts' | 'totals'>,
  plans: readonly SearchPlan[],
  precision: 'estimate' | 'accurate',
): Promise<number> {
  let sum = 0;
  for (const plan of plans) sum += await totalOf(ask, store, plan, precision);
  return sum;
}

async function totalOf(
  ask: Ask,
  store: Pick<StoreContext, 'schema' | 'counts' | 'totals'>,
  plan: SearchPlan,
  precision: 'estimate' | 'accurate',
): Promise<number> {
  const { schema } = store;
  const gathering = await chooseGathering(ask, store, plan);
  const cap = precision === 'accurate' ? undefined : EXACT + 1;
  const total = await counted(ask, store, totalStatement(schema, plan, gathering, cap));
  if (cap === undefined || total <= EXACT) return total;
  const { text, values } = totalStatement(schema, plan, gathering);
  const [explained] = await ask<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>({
    text: `EXPLAIN (FORMAT JSON) ${text}`,
    values,
  });
  // The count is over its input, whose rows the planner estimates.
  return Math.max(total, explained!['QUERY PLAN'][0].Plan.Plans?.[0]?.['Plan Rows'] ?? 0);
}

/** Counts, unless nothing was written since it was counted last. */
async function counted(
  ask: Ask,
  { totals }: Pick<StoreContext, 'totals'>,
  statement: Statement,
): Promise<number> {
  // Its values may be thousands.
  const name = createHash('sha256')
    .update(`${statement.text}\0${statement.values.map(String).join('\0')}`)
    .digest('base64');
  const known = totals.get(name);
  if (known !== undefined) {
    const [now] = await ask<{ snapshot: string }>({
      text: 'SELECT pg_current_snapshot()::text AS snapshot',
      values: [],
    });
    if (now?.snapshot === known.snapshot) return known.total;
  }
  const [row] = await ask<{ total: bigint; snapshot: string }>(statement);
  const total = Number(row!.total);
  totals.set(name, { total, snapshot: row!.snapshot });
  return total;
}

interface PlanNode {
  readonly 'Plan Rows': number;
  readonly Plans?: readonly PlanNode[];
}
