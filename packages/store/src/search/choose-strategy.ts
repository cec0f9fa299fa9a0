import type { Statement } from '../write/version-statement.js';
import type { SearchPlan } from './search-plan.js';
import { probeStatement, type Strategy } from './search-statement.js';

/** Runs a statement of a search and returns its rows. */
export type Ask = <Row>(statement: Statement) => Promise<readonly Row[]>;

/** The most rows of a condition that are counted ahead; a millisecond or less. */
const FEW = 1_000;

/**
 * Rows of a condition that are collected at most where a walk led nowhere: sorting as many takes some
 * hundred milliseconds, while a walk on may take minutes.
 */
const MANY = 200_000;

/**
 * How many questions a walk asks, about 3 microseconds each, before it gives up. What is asked for may
 * well lie at the other end: resources mostly come in by their date, so `date=2015-03` is years away
 * from the newest.
 */
const WALK_PROBES = 5_000;
const FEWEST_VISITS = 100;

type Walk = Extract<Strategy, { kind: 'walk' }>;
type BoundedWalk = Walk & { readonly visits: number };

export function isBounded(strategy: Strategy): strategy is BoundedWalk {
  return strategy.kind === 'walk' && strategy.visits !== undefined;
}

/**
 * The planner estimates from statistics; a thousand rows can be counted in a millisecond. So what is
 * rare is counted and collected, and only what is not is walked, through the sparsest condition.
 */
export async function chooseStrategy(
  ask: Ask,
  schema: string,
  plan: SearchPlan,
  after: bigint | undefined,
): Promise<Strategy> {
  if (plan.ids !== undefined) return { kind: 'ids' };
  const [only] = plan.conditions;
  if (only === undefined) return { kind: 'walk', condition: undefined };
  if (plan.conditions.length === 1 && only.every(({ kind }) => kind === 'token'))
    return { kind: 'walk', condition: 0 };

  const { counts, ends } = await probe(ask, schema, plan, after, FEW);
  const rarest = counts.indexOf(Math.min(...counts));
  if (counts[rarest]! <= FEW) return { kind: 'collect', conditions: [rarest] };

  let condition: number | undefined;
  let furthest: bigint | undefined;
  plan.conditions.forEach((arms, index) => {
    const end = ends[index];
    if (!arms.every(({ kind }) => kind === 'token')) return;
    if (end === undefined) condition ??= index;
    else if (furthest === undefined || (plan.ascending ? end > furthest : end < furthest)) {
      furthest = end;
      condition = index;
    }
  });
  // Several walks in one stand at different places when they are broken off.
  if (condition !== undefined && plan.conditions[condition]!.length > 1) return { kind: 'walk', condition };
  const asked = plan.conditions.reduce(
    (sum, arms, index) => (index === condition ? sum : sum + arms.length),
    0,
  );
  return { kind: 'walk', condition, visits: Math.max(Math.floor(WALK_PROBES / asked), FEWEST_VISITS) };
}

/** How to go on where a walk was broken off before the page was full. */
export async function chooseAfterWalk(
  ask: Ask,
  schema: string,
  plan: SearchPlan,
  after: bigint | undefined,
  { condition }: Walk,
): Promise<Strategy> {
  const { counts } = await probe(ask, schema, plan, after, MANY);
  const conditions = [...counts.keys()].filter((index) => counts[index]! <= MANY);
  return conditions.length > 0 ? { kind: 'collect', conditions } : { kind: 'walk', condition };
}

/** How many rows each condition has, and where in page order counting a single token's ended. */
async function probe(
  ask: Ask,
  schema: string,
  plan: SearchPlan,
  after: bigint | undefined,
  cap: number,
): Promise<{ readonly counts: readonly number[]; readonly ends: readonly (bigint | undefined)[] }> {
  const [row] = await ask<Readonly<Record<string, bigint | null>>>(probeStatement(schema, plan, after, cap));
  return {
    counts: plan.conditions.map((_, index) => Number(row![`n${index}`])),
    ends: plan.conditions.map((_, index) => row![`v${index}`] ?? undefined),
  };
}
