import type { PlannedCondition } from './search-plan.js';

/** No resource fulfils it. */
export const nothing: PlannedCondition = { kind: 'arms', arms: [], negated: false };
/** Every resource does. */
const everything: PlannedCondition = { kind: 'arms', arms: [], negated: true };

/**
 * All of some conditions. What nothing fulfils stands by itself, so that statements have rows to go through wherever
 * there are conditions to be asked of each.
 */
export function planAll(conditions: readonly PlannedCondition[]): PlannedCondition {
  if (conditions.some(isNothing)) return nothing;
  const asked = conditions.filter((each) => !isEverything(each));
  if (asked.length === 0) return everything;
  return asked.length === 1 ? asked[0]! : { kind: 'all', conditions: asked };
}

/** At least one of some conditions, likewise. */
export function planAny(conditions: readonly PlannedCondition[]): PlannedCondition {
  if (conditions.some(isEverything)) return everything;
  const asked = conditions.filter((each) => !isNothing(each));
  if (asked.length === 0) return nothing;
  return asked.length === 1 ? asked[0]! : { kind: 'any', conditions: asked };
}

/** Whether no resource fulfils it, as far as the plan tells. */
export function isNothing(condition: PlannedCondition): boolean {
  return condition.kind === 'arms' && condition.arms.length === 0 && !condition.negated;
}

function isEverything(condition: PlannedCondition): boolean {
  return condition.kind === 'arms' && condition.arms.length === 0 && condition.negated;
}
