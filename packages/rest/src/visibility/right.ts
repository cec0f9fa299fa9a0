import type { Condition } from '@wellspring/fhir';

/** Which resources of a type somebody may treat so: none, all, or those that fulfil a condition. */
export type Right = 'none' | 'all' | Condition;

/** No resource fulfils it. */
export const nothing: Condition = { kind: 'any', conditions: [] };

/** What one of several rights gives. */
export function anyRight(rights: readonly Right[]): Right {
  if (rights.includes('all')) return 'all';
  const conditions = conditionsIn(rights);
  if (conditions.length === 0) return 'none';
  return conditions.length === 1 ? conditions[0]! : { kind: 'any', conditions };
}

/** What all of several rights give together. */
export function allRights(rights: readonly Right[]): Right {
  if (rights.includes('none')) return 'none';
  const flat = rights.flatMap((right): readonly Right[] =>
    typeof right === 'object' && right.kind === 'all' ? right.conditions : [right],
  );
  const conditions = conditionsIn(flat);
  if (conditions.length === 0) return 'all';
  return conditions.length === 1 ? conditions[0]! : { kind: 'all', conditions };
}

/** The conditions of a right, all of which are to be fulfilled, as a search has them. */
export function conditionsOf(right: Right): readonly Condition[] {
  if (right === 'all') return [];
  if (right === 'none') return [nothing];
  return right.kind === 'all' ? right.conditions : [right];
}

/** The same right as one condition; undefined: nothing has to be fulfilled. */
export function conditionOf(right: Right): Condition | undefined {
  return right === 'all' ? undefined : right === 'none' ? nothing : right;
}

/** Each once. */
function conditionsIn(rights: readonly Right[]): readonly Condition[] {
  const found = new Map<string, Condition>();
  for (const right of rights)
    if (right !== 'all' && right !== 'none') found.set(JSON.stringify(right), right);
  return [...found.values()];
}
