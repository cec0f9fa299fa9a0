import {
  extractIndexValues,
  matchesSearch,
  patientCompartments,
  type JsonObject,
  type MatchedResource,
  type ParsedResource,
} from '@wellspring/fhir';
import type { ScopeInteraction } from '@wellspring/smart';
import type { DataStore, StoredVersion } from '@wellspring/store';
import type { Permissions } from './permissions.js';
import { conditionsOf } from './right.js';

/** A resource as it is, or would be, under an id. */
type JudgedResource = Pick<MatchedResource, 'type' | 'id' | 'tree'>;

/** Judges versions of resources by what they say themselves. */
export interface SeenVersions {
  /** Whether a version may be treated so; one that deleted its resource, by the version before. */
  readonly sees: (version: StoredVersion, letter: ScopeInteraction) => Promise<boolean>;
  /** Whether a resource that says this may be treated so. */
  readonly fits: (resource: JudgedResource, letter: ScopeInteraction) => boolean;
  /** The patients in whose compartments a resource is. */
  readonly patientsOf: (resource: JudgedResource) => readonly string[];
}

/** @param store all of it, in the transaction that the versions are of */
export function seenVersions(
  store: Pick<DataStore, 'id' | 'searchParameters' | 'vread'>,
  permissions: Permissions,
): SeenVersions {
  const parameters = store.searchParameters();

  function fits({ type, id, tree }: JudgedResource, letter: ScopeInteraction): boolean {
    const right = permissions.right(type, [letter]);
    if (right === 'none' || right === 'all') return right === 'all';
    // No right goes by the time of a version.
    const resource = { type, id, tree, lastUpdated: NaN, storeId: store.id, parameters };
    return matchesSearch({ type, conditions: conditionsOf(right) }, resource);
  }

  return {
    fits,
    async sees(version, letter) {
      const right = permissions.right(version.type, [letter]);
      if (right === 'none' || right === 'all') return right === 'all';
      const tree = await lastContent(store, version);
      return tree !== undefined && fits({ type: version.type, id: version.id, tree }, letter);
    },
    patientsOf: ({ type, id, tree }) =>
      patientCompartments(type, { ...tree, id }, extractIndexValues(type, tree, parameters)),
  };
}

/** What a resource held at a version, or, where that deleted it, at the version before; undefined: that is gone. */
export async function lastContent(
  store: Pick<DataStore, 'vread'>,
  { type, id, version, body }: StoredVersion,
): Promise<JsonObject | undefined> {
  const content = body ?? (version > 1 ? (await store.vread(type, id, version - 1))?.body : undefined);
  return content === undefined ? undefined : (JSON.parse(content.toString('utf8')) as JsonObject);
}

/** A resource that is to be stored under an id, as it is judged. */
export function resourceToJudge({ type, tree }: ParsedResource, id: string): JudgedResource {
  return { type, id, tree };
}
