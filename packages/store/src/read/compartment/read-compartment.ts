import type { StoreContext } from '../../store-context.js';
import { askWithin } from '../../search/run/ask.js';
import type { VersionRow } from '../stored-version.js';
import { versionPage } from '../version-page.js';
import type { CompartmentPage, CompartmentQuery } from './compartment-query.js';
import { countsStatement, membersStatement, type MemberSearch } from './compartment-sql.js';
import { memberArms, memberTypes, plannedVisibility } from './member-arms.js';

/**
 * A page of a compartment in the order of type names and ids, in two statements: one counts the members of each
 * type by the index alone, the other reads those types that the page is made of.
 */
export async function readCompartment(
  store: StoreContext,
  query: CompartmentQuery,
): Promise<CompartmentPage> {
  const types = memberTypes(query);
  if (types.length === 0) return { matches: [], total: 0 };
  const visible = types.map((type) => plannedVisibility(query, type, store));
  const search: MemberSearch = { query, types, arms: memberArms(query, store), visible };
  const ask = askWithin(store);
  const counts = new Map(
    (await ask<{ rank: number; count: bigint }>(countsStatement(store.schema, search))).map(
      ({ rank, count }) => [types[rank]!, Number(count)],
    ),
  );
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (query.count === 0) return { matches: [], total };
  const { wanted, rest } = typesOfPage(query, types, counts);
  if (wanted.length === 0) return { matches: [], total };
  const rows = await ask<VersionRow>(membersStatement(store.schema, search, wanted, query.count + 1));
  const { versions, more } = versionPage(rows, query.count, store.versions);
  if (!more && !rest) return { matches: versions, total };
  // Where all that was counted has gone meanwhile, the next page begins after the last of its types.
  const { type, id } = versions.at(-1) ?? { type: wanted.at(-1)!, id: '~' };
  return { matches: versions, next: { type, id }, total };
}

/** The types that a page and one resource more can be made of: how many of the first come after the place is not known. */
function typesOfPage(
  { after, count }: CompartmentQuery,
  types: readonly string[],
  counts: ReadonlyMap<string, number>,
): { readonly wanted: readonly string[]; readonly rest: boolean } {
  const wanted: string[] = [];
  let rest = false;
  let sure = 0;
  for (const type of types) {
    const members = counts.get(type) ?? 0;
    if (members === 0 || (after !== undefined && type < after.type)) continue;
    rest = sure > count;
    if (rest) break;
    wanted.push(type);
    if (type !== after?.type) sure += members;
  }
  return { wanted, rest };
}
