import { maxLookUps, type Compartment, type JsonObject } from '@wellspring/fhir';
import type { CompartmentQuery, DataStore, ResourceKey, StoredVersion } from '@wellspring/store';
import { keyText, localKey } from '../../include/resource-key.js';
import { literalReferences } from '../references/literal-references.js';
import { resourcesInTurn } from '../resources-in-turn.js';
import { compartmentOwners } from './compartment-owners.js';
import type { EverythingRequest } from './everything-request.js';

/**
 * Members that are gone through at a time, 16 MiB of them at most, and the most whose names are kept to pass them over.
 * Each time all members of a type are sorted, so there should not be many.
 */
const chunk = 2_000;
const mostNames = 50_000;
/** The bytes of one page. */
const pageBytes = 16 * 1024 * 1024;

/** A compartment. */
export interface Focus {
  readonly compartment: Compartment;
  readonly id: string;
  /** The id of the patient that an encounter is of. */
  readonly patient?: string | undefined;
}

/** Resources outside a compartment that its members refer to, in the order of type names and ids. */
export interface ReferredPage {
  readonly versions: readonly StoredVersion[];
  readonly next?: ResourceKey;
  /** Whether there were more references than can be followed. */
  readonly incomplete: boolean;
}

/** What looking for them needs. */
export interface ReferredSource {
  readonly store: DataStore;
  readonly signal: AbortSignal;
}

/**
 * What the members of a compartment within the wanted time refer to. All members are gone through for each page of
 * it, in chunks: most often there is one page, since a patient's practitioners, organisations and places are few.
 *
 * @param known all members, where they are at hand
 */
export async function referredResources(
  source: ReferredSource,
  focus: Focus,
  { types, since, during }: Pick<EverythingRequest, 'types' | 'since' | 'during'>,
  { after, count }: { readonly after: ResourceKey | undefined; readonly count: number },
  known: readonly StoredVersion[] | undefined,
): Promise<ReferredPage> {
  const { store, signal } = source;
  const { keys, incomplete } = await keysReferredTo(source, { ...focus, during, count: chunk }, known);
  const wanted = keys
    .filter(({ type }) => types === undefined || types.includes(type))
    .toSorted(compareKeys)
    .filter((key) => after === undefined || compareKeys(key, after) > 0);
  const isWanted = (version: StoredVersion) =>
    (since === undefined || Date.parse(version.lastUpdated) * 1_000 >= since) &&
    isSupport(focus, version, store.id);

  const versions: StoredVersion[] = [];
  let bytes = 0;
  for await (const found of resourcesInTurn(store, wanted, signal)) {
    for (const version of found.filter(isWanted)) {
      const last = versions.at(-1);
      if (last !== undefined && (versions.length === count || bytes > pageBytes))
        return { versions, next: { type: last.type, id: last.id }, incomplete };
      versions.push(version);
      bytes += version.body?.length ?? 0;
    }
  }
  return { versions, incomplete };
}

/**
 * Whether a resource that members refer to goes with them: "whatever resources are needed to support the records -
 * e.g. linked practitioners, medications, locations, organizations". A member is none (it may lie outside the wanted
 * time), and the record of another patient, whom a Group or a link names, is nothing to hand out with this one.
 */
function isSupport({ compartment, id, patient }: Focus, version: StoredVersion, storeId: string): boolean {
  const patients = compartmentOwners('Patient', version, storeId);
  if (compartment === 'Patient') return patients.size === 0;
  if (compartmentOwners(compartment, version, storeId).has(id)) return false;
  return patients.size === 0 || (patient !== undefined && patients.has(patient));
}

/** The names of what members refer to and is none of them, as far as their names are known. */
async function keysReferredTo(
  { store, signal }: ReferredSource,
  query: CompartmentQuery,
  known: readonly StoredVersion[] | undefined,
): Promise<{ readonly keys: readonly ResourceKey[]; readonly incomplete: boolean }> {
  const members = new Set<string>();
  const referred = new Map<string, ResourceKey>();
  let after: ResourceKey | undefined;
  do {
    signal.throwIfAborted();
    const page = known === undefined ? await store.compartment({ ...query, after }) : { matches: known };
    for (const version of page.matches) {
      if (members.size < mostNames) members.add(keyText(version));
      const tree = JSON.parse(version.body?.toString('utf8') ?? '{}') as JsonObject;
      for (const target of literalReferences(tree)) {
        const key = localKey(target, store.id);
        if (key === undefined) continue;
        referred.set(keyText(key), key);
        if (referred.size > maxLookUps) return { keys: outside(referred, members), incomplete: true };
      }
    }
    after = 'next' in page ? page.next : undefined;
  } while (after !== undefined);
  return { keys: outside(referred, members), incomplete: false };
}

function outside(
  referred: ReadonlyMap<string, ResourceKey>,
  members: ReadonlySet<string>,
): readonly ResourceKey[] {
  return [...referred].flatMap(([name, key]) => (members.has(name) ? [] : [key]));
}

function compareKeys(left: ResourceKey, right: ResourceKey): number {
  if (left.type !== right.type) return left.type < right.type ? -1 : 1;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
