import type { StoredVersion } from '@wellspring/store';
import { keyText } from '../../include/resource-key.js';
import { compartmentOwners } from './compartment-owners.js';
import type { EverythingPlace } from './everything-place.js';
import type { EverythingRequest } from './everything-request.js';
import { referredResources, type Focus, type ReferredSource } from './referred-resources.js';

/** Compartments that one page looks into: those of a group may be empty. */
const mostFocuses = 50;

/** A page of everything. */
export interface EverythingPage {
  readonly entries: readonly { readonly version: StoredVersion; readonly mode: 'match' | 'include' }[];
  /** Absent on the last page. */
  readonly next?: EverythingPlace;
  /** How many members the compartments have, where there is one. */
  readonly total?: number;
  /** Whether there were more references than can be followed. */
  readonly incomplete: boolean;
}

/**
 * A page of the resources of one compartment after the other: its members, and then what these refer to. What is in
 * several of the compartments comes with the first of them; what several refer to, once on a page
 * (https://hl7.org/fhir/R4/bundle.html#bdl-7).
 *
 * @param focuses in the order of their ids
 */
export async function everythingPage(
  source: ReferredSource,
  focuses: readonly Focus[],
  request: EverythingRequest,
  place: EverythingPlace | undefined,
): Promise<EverythingPage> {
  const { store } = source;
  const { types, since, during, count } = request;
  const entries: { version: StoredVersion; mode: 'match' | 'include' }[] = [];
  const included = new Set<string>();
  const ids = new Set(focuses.map(({ id }) => id));
  const first = place === undefined ? 0 : focuses.findIndex(({ id }) => id >= place.focus);
  let incomplete = false;
  let total: number | undefined;
  let at = first < 0 ? focuses.length : first;
  // A member of a group that has left it since is gone on after.
  let here = place !== undefined && focuses[at]?.id === place.focus ? place : undefined;
  const ended = (next: EverythingPlace): EverythingPage => ({
    entries,
    next,
    incomplete,
    ...(total !== undefined && focuses.length === 1 && { total }),
  });

  for (const end = at + mostFocuses; at < focuses.length; at++, here = undefined) {
    const focus = focuses[at]!;
    const from: EverythingPlace = here ?? { focus: focus.id, part: 'members', after: undefined };
    if (entries.length === count || at === end) return ended(from);
    let known: readonly StoredVersion[] | undefined;
    const asked = { ...focus, types, since, during };
    if (from.part === 'members') {
      const page = await store.compartment({ ...asked, count: count - entries.length, after: from.after });
      total = page.total;
      const own = page.matches.filter((version) => !isOfEarlier(version, focus, ids, store.id));
      entries.push(...own.map((version) => ({ version, mode: 'match' as const })));
      if (page.next !== undefined) return ended({ ...from, after: page.next });
      if (from.after === undefined && types === undefined && since === undefined) known = page.matches;
    } else if (focuses.length === 1) total = (await store.compartment({ ...asked, count: 0 })).total;

    const referred: EverythingPlace =
      from.part === 'referred' ? from : { focus: focus.id, part: 'referred', after: undefined };
    if (entries.length >= count) return ended(referred);
    const page = await referredResources(
      source,
      focus,
      request,
      { after: referred.after, count: count - entries.length },
      known,
    );
    incomplete ||= page.incomplete;
    for (const version of page.versions) {
      if (included.has(keyText(version))) continue;
      included.add(keyText(version));
      entries.push({ version, mode: 'include' });
    }
    if (page.next !== undefined) return ended({ ...referred, after: page.next });
  }
  return { entries, incomplete, ...(total !== undefined && focuses.length === 1 && { total }) };
}

/** Whether a member of a compartment is one of an earlier compartment, too. */
function isOfEarlier(
  version: StoredVersion,
  focus: Focus,
  ids: ReadonlySet<string>,
  storeId: string,
): boolean {
  if (ids.size === 1) return false;
  const owners = compartmentOwners(focus.compartment, version, storeId);
  return [...owners].some((id) => id < focus.id && ids.has(id));
}
