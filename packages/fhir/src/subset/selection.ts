/**
 * What happens to the value of a member: `whole` stays as it is, a selection is applied to the
 * object or to each object of the array, `resource` is a resource to be summarised by its own type,
 * and undefined leaves the member out.
 */
export type Kept = 'whole' | 'resource' | Selection | undefined;

/** Chooses among the members of an object. */
export interface Selection {
  kept(key: string): Kept;
}

/** The selection of some members, as they are. */
export function wholeMembers(keys: Iterable<string>): Selection {
  const chosen = new Set(keys);
  return { kept: (key) => (chosen.has(key) ? 'whole' : undefined) };
}
