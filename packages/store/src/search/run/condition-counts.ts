import type { StoreContext } from '../../store-context.js';
import type { PlannedCondition, SearchPlan } from '../plan/search-plan.js';
import { singleHash } from '../sql/condition-sql.js';
import { countStatement, type ConditionCount } from '../sql/count-sql.js';
import { isWalkable } from '../sql/page-sql.js';
import type { Place } from '../sql/place.js';
import type { Ask } from './ask.js';

/**
 * So few resources that they are narrowed down all at once. A condition of one hash is counted up to here,
 * since it can be walked where there are more; a reverse chain, too, since each of its rows costs several look-ups.
 */
export const FEW = 1_000;

/** The most rows of a range that are counted ahead (100 ns each), and collected where they are no more. */
const SOME = 3_000;

/**
 * The most rows of a range that are collected by a guess, uncounted: to sort them and to ask them until a page
 * is full takes some milliseconds, as does a walk through what is more common.
 */
export const GUESSED = 10_000;

/**
 * The most rows of several hashes, or of a chain, that are taken as a list through the other conditions: the
 * rows of one patient lie together, so that a list of thousands touches few pages of an index.
 */
const LISTED = 20_000;

/** How many resources refer to one, most often, by one parameter: a patient has some hundred Observations. */
const REFERRING = 100;

/** What counting needs of a data store. */
export interface Counted extends Pick<StoreContext, 'schema' | 'counts'> {
  /** The most rows that are taken as a list: {@link LISTED}, but in tests. */
  readonly listed?: number;
}

/** What a condition is counted up to; where it has no more rows, it can be collected. */
export function capOf(condition: PlannedCondition, { listed = LISTED }: Pick<Counted, 'listed'>): number {
  switch (condition.kind) {
    case 'arms':
      if (!isWalkable(condition)) return SOME;
      return singleHash(condition) === undefined ? listed : FEW;
    case 'chain':
      return listed;
    case 'any':
    case 'all':
    case 'reverse-chain':
      return FEW;
    default:
      return condition satisfies never;
  }
}

/** Whether a condition is a matter of look-ups, which are counted before ranges are. */
export function isOfHashes(condition: PlannedCondition): boolean {
  return condition.kind !== 'arms' || isWalkable(condition);
}

/** Conditions that were found to have more rows than their cap, by a guess that was wrong. */
export type Dense = ReadonlySet<number>;
const none: Dense = new Set();

/** Counts some conditions up to their caps; what is remembered to be common is not counted again. */
export async function countConditions(
  ask: Ask,
  store: Counted,
  plan: SearchPlan,
  place: Place,
  wanted: readonly number[],
  known: Dense = none,
  cap: (condition: PlannedCondition) => number = (condition) => capOf(condition, store),
): Promise<ReadonlyMap<number, ConditionCount>> {
  const { schema, counts: memory } = store;
  const found = new Map<number, ConditionCount>();
  const counted = new Map<number, number>();
  for (const index of wanted) {
    const condition = plan.conditions[index]!;
    const before = memory.get(nameOf(condition));
    // What was counted to the end may have grown.
    if (before !== undefined && before.rows > cap(condition)) found.set(index, before);
    // A single hash is counted all the same: what is learnt of it is remembered.
    else if (
      known.has(index) &&
      singleHash(condition) === undefined &&
      cap(condition) <= capOf(condition, store)
    )
      found.set(index, { rows: cap(condition) + 1 });
    // Of a chain what it leads to is counted.
    else counted.set(index, condition.kind === 'chain' ? FEW : cap(condition));
  }
  if (counted.size === 0) return found;
  const [row] = await ask<Readonly<Record<string, bigint | null>>>(
    countStatement(schema, plan, counted, place),
  );
  for (const index of counted.keys()) {
    const [rows, targets, ids] = [Number(row![`n${index}`]), row![`m${index}`], row![`v${index}`]];
    if (typeof targets === 'bigint') found.set(index, chainCount(Number(targets)));
    else if (typeof ids !== 'bigint') found.set(index, { rows });
    else {
      const density = rows / Math.max(Number(ids), 1);
      found.set(index, { rows, density });
      memory.set(nameOf(plan.conditions[index]!), { rows, density });
    }
  }
  return found;
}

function chainCount(targets: number): ConditionCount {
  return { rows: targets > FEW ? Infinity : targets * REFERRING, targets };
}

/** What is remembered of a condition's rows: nothing of those that are no single hash. */
export function rememberedRows({ counts }: Counted, condition: PlannedCondition): number | undefined {
  return counts.get(nameOf(condition))?.rows;
}

/** Whether the last range of the same parameter was rare enough to be collected; as far as it is known. */
export function rangesAreRare({ counts }: Counted, condition: PlannedCondition): boolean {
  return (counts.get(rangesOf(condition))?.rows ?? 0) <= GUESSED;
}

/** Remembers how many rows a range had. */
export function rememberRange({ counts }: Counted, condition: PlannedCondition, rows: number): void {
  const name = rangesOf(condition);
  if (name !== '') counts.set(name, { rows, density: 0 });
}

/** All ranges of one parameter; empty for what is no range. */
function rangesOf(condition: PlannedCondition): string {
  const [arm] = condition.kind === 'arms' ? condition.arms : [];
  return arm?.kind === 'range' ? `range ${arm.key.hi},${arm.key.lo}` : '';
}

function nameOf(condition: PlannedCondition): string {
  const arm = singleHash(condition);
  return arm === undefined ? '' : `${arm.hash.hi},${arm.hash.lo},${arm.system ?? ''}`;
}
