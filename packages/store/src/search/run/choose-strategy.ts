import type { PlannedCondition, SearchPlan } from '../plan/search-plan.js';
import type { Collect, Gathering } from '../sql/candidates.js';
import { isRowless } from '../sql/arm-scans.js';
import { singleHash } from '../sql/condition-sql.js';
import type { ConditionCount } from '../sql/count-sql.js';
import { isWalkable, type Strategy } from '../sql/page-sql.js';
import type { Place } from '../sql/place.js';
import type { Ask } from './ask.js';
import {
  capOf,
  countConditions,
  FEW,
  GUESSED,
  isOfHashes,
  rangesAreRare,
  rememberedRows,
  rememberRange,
  type Counted,
  type Dense,
} from './condition-counts.js';

/**
 * Rows of a condition that are collected at most where a walk led nowhere: sorting as many takes some
 * hundred milliseconds, while a walk on may take minutes.
 */
const MANY = 200_000;

/**
 * How many questions a walk asks, about 2 microseconds each, before it gives up. What is asked for may
 * well lie at the other end: resources mostly come in by their date, so `date=2015-03` is years away
 * from the newest.
 */
const WALK_PROBES = 5_000;
const FEWEST_VISITS = 100;

export type Walk = Extract<Strategy, { kind: 'walk' }>;
type Counts = ReadonlyMap<number, ConditionCount>;

export function isBounded(strategy: Strategy): strategy is Walk & { readonly visits: number } {
  return strategy.kind === 'walk' && strategy.visits !== undefined;
}

/** How many rows say that a guess was wrong; undefined where nothing was guessed. */
export function guardOf(strategy: Strategy): number | undefined {
  return strategy.kind === 'collect' ? strategy.guard : undefined;
}

/** Whether so few rows are looked at that others need not mind to wait for it. */
export function isSmall(strategy: Strategy): boolean {
  return (
    strategy.kind === 'collect' && strategy.few && strategy.guard !== undefined && strategy.guard <= FEW + 1
  );
}

/** The conditions that a guess took for rare, wrongly. */
export function guessed(strategy: Strategy): Dense {
  return new Set(strategy.kind === 'collect' ? strategy.conditions : []);
}

/** Remembers what a guess showed, for the next one. */
export function learn(store: Counted, plan: SearchPlan, strategy: Strategy, rows: number): void {
  if (strategy.kind !== 'collect' || strategy.guard === undefined) return;
  for (const index of strategy.conditions) rememberRange(store, plan.conditions[index]!, rows);
}

/**
 * The planner estimates from statistics; some thousand rows can be counted in a fraction of a millisecond. So
 * what is rare is counted and collected, and only what is not is walked, through the sparsest condition.
 *
 * @param wrong conditions that were guessed to be rare, and are not: nothing is guessed any more. Absent: the
 *   way may be guessed; the page then says whether the guess was right
 */
export async function chooseStrategy(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: Place,
  wrong?: Dense,
): Promise<Strategy> {
  if (plan.ids !== undefined) return { kind: 'ids' };
  const [only] = plan.conditions;
  if (only === undefined) return { kind: 'walk', condition: undefined };
  if (plan.conditions.length === 1 && isWalkable(only)) return { kind: 'walk', condition: 0 };

  const guess = wrong === undefined ? guessRarest(store, plan) : undefined;
  if (guess !== undefined) return guess;
  const { rare, counts } = await findRarest(ask, store, plan, place, wrong);
  const fan = [...counts].find(([, { targets }]) => targets !== undefined && targets <= FEW)?.[0];
  // Alone, a chain needs no more than the newest rows of each resource it leads to.
  if (fan !== undefined && (plan.conditions.length === 1 || wrong?.has(fan) === true))
    return { kind: 'fan', condition: fan };
  if (rare !== undefined) return rare;
  if (fan !== undefined) return { kind: 'fan', condition: fan };

  const condition = sparsestWalk(plan, counts);
  // Several walks in one stand at different places when they are broken off.
  if (condition !== undefined && counts.get(condition)?.density === undefined)
    return { kind: 'walk', condition };
  const asked = plan.conditions.reduce(
    (sum, each, index) => (index === condition ? sum : sum + questionsOf(each)),
    0,
  );
  return { kind: 'walk', condition, visits: Math.max(Math.floor(WALK_PROBES / asked), FEWEST_VISITS) };
}

/** What it costs to ask a resource a condition, in questions: a list of ranges is gone through. */
function questionsOf(condition: PlannedCondition): number {
  return condition.kind === 'arms' ? 1 + Math.floor(condition.arms.length / LISTED_IN_ONE) : 1;
}

/** Ranges of a list that are gone through in the time of a question. */
const LISTED_IN_ONE = 50;

/** The resources that match, where they are known to be few: those that were named, or a condition's. */
export async function chooseFew(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: Place,
  wrong?: Dense,
): Promise<Gathering | undefined> {
  if (plan.ids !== undefined) return { kind: 'ids' };
  if (plan.conditions.length === 0) return undefined;
  const guess = wrong === undefined ? guessRarest(store, plan) : undefined;
  if (guess?.few === true) return guess;
  const { rare } = await findRarest(ask, store, plan, place, wrong);
  return rare?.few === true ? rare : undefined;
}

/**
 * Where a condition is remembered to be rare, or all but one to be common, that one leads, uncounted: a
 * patient's, beside a code. Whether its rows are few is seen when they are taken.
 */
function guessRarest(store: Counted, plan: SearchPlan): Collect | undefined {
  const known = plan.conditions.map((condition) => rememberedRows(store, condition));
  const rare = plan.conditions.findIndex(
    (condition, index) => (known[index] ?? Infinity) <= capOf(condition, store),
  );
  const unknown = known.flatMap((rows, index) => (rows === undefined ? [index] : []));
  const guess = rare >= 0 ? rare : unknown[0];
  if (guess === undefined || (rare < 0 && unknown.length > 1)) return undefined;
  const condition = plan.conditions[guess]!;
  // What a chain or a reverse chain leads through may be of any size, and is counted first.
  if (condition.kind !== 'arms' || condition.negated || condition.arms.some(isRowless)) return undefined;
  if (isOfHashes(condition))
    return { kind: 'collect', conditions: [guess], few: true, guard: capOf(condition, store) + 1 };
  return rangesAreRare(store, condition)
    ? { kind: 'collect', conditions: [guess], few: false, guard: GUESSED + 1 }
    : undefined;
}

/** How to go on where a walk was broken off before the page was full. */
export async function chooseAfterWalk(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: Place,
  { condition }: Walk,
): Promise<Strategy> {
  return (await collectMany(ask, store, plan, place)) ?? { kind: 'walk', condition };
}

/** What to count through for a total. */
export async function chooseGathering(ask: Ask, store: Counted, plan: SearchPlan): Promise<Gathering> {
  if (plan.ids !== undefined) return { kind: 'ids' };
  if (plan.conditions.length === 0) return { kind: 'type' };
  if (plan.conditions.length === 1) return { kind: 'collect', conditions: [0], few: false };
  const place: Place = { ascending: false };
  // A total knows no guesses.
  const { rare, counts } = await findRarest(ask, store, plan, place, new Set());
  if (rare !== undefined) return rare;
  const walkable = sparsestWalk(plan, counts);
  return (
    (await collectMany(ask, store, plan, place)) ??
    (walkable === undefined ? { kind: 'type' } : { kind: 'collect', conditions: [walkable], few: false })
  );
}

/** Collects all conditions that are no more than many, if there are any. */
async function collectMany(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: Place,
): Promise<Gathering | undefined> {
  const all = [...plan.conditions.keys()];
  const counts = await countConditions(ask, store, plan, place, all, undefined, () => MANY);
  const conditions = all.filter((index) => counts.get(index)!.rows <= MANY);
  return conditions.length > 0 ? { kind: 'collect', conditions, few: false } : undefined;
}

/** Counts until there is a condition to collect: first what is found by hashes, ranges only after that. */
async function findRarest(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: Place,
  wrong?: Dense,
): Promise<{ readonly rare: Collect | undefined; readonly counts: Counts }> {
  const all = [...plan.conditions.keys()];
  const ofHashes = all.filter((index) => isOfHashes(plan.conditions[index]!));
  const counts = new Map(await countConditions(ask, store, plan, place, ofHashes, wrong));
  const rare = collectRarest(store, plan, counts, wrong === undefined);
  if (rare !== undefined || ofHashes.length === all.length) return { rare, counts };
  const others = all.filter((index) => !ofHashes.includes(index));
  for (const [index, count] of await countConditions(ask, store, plan, place, others, wrong))
    counts.set(index, count);
  return { rare: collectRarest(store, plan, counts, wrong === undefined), counts };
}

/**
 * Collects the condition that has the fewest rows, if they are not more than it was counted up to.
 *
 * @param guards whether it may be a chain, whose rows are not counted, but guarded
 */
function collectRarest(
  store: Counted,
  plan: SearchPlan,
  counts: Counts,
  guards: boolean,
): Collect | undefined {
  let rarest: number | undefined;
  for (const [index, { rows }] of counts) {
    const condition = plan.conditions[index]!;
    if (rows > capOf(condition, store) || (condition.kind === 'chain' && !guards)) continue;
    if (rarest === undefined || rows < counts.get(rarest)!.rows) rarest = index;
  }
  if (rarest === undefined) return undefined;
  const condition = plan.conditions[rarest]!;
  const few = counts.get(rarest)!.rows <= FEW || isOfHashes(condition);
  const collect: Collect = { kind: 'collect', conditions: [rarest], few };
  // Its rows were not counted.
  return condition.kind === 'chain' ? { ...collect, guard: capOf(condition, store) + 1 } : collect;
}

function sparsestWalk(plan: SearchPlan, counts: Counts): number | undefined {
  let condition: number | undefined;
  let sparsest: number | undefined;
  plan.conditions.forEach((each, index) => {
    if (!isWalkable(each)) return;
    const density = counts.get(index)?.density;
    if (singleHash(each) === undefined || density === undefined) condition ??= index;
    else if (sparsest === undefined || density < sparsest) {
      sparsest = density;
      condition = index;
    }
  });
  return condition;
}
