import { WellspringError } from '@wellspring/errors';
import {
  compartmentTypes,
  resourceTypes,
  subsetResource,
  type ConformanceSource,
  type SearchParameters,
} from '@wellspring/fhir';
import type {
  ChangedWithin,
  PatientScope,
  ResourceLines,
  Snapshot,
  SnapshotResource,
  SnapshotSelection,
} from '@wellspring/store';
import { JobFailure } from '../../job-message.js';
import { linesOf } from '../lines-of.js';
import type { BulkExport } from './bulk-export.js';
import { bulkSearches } from './bulk-searches.js';
import { groupMembers } from './group-members.js';
import { createReferencedResources, type ReferencedResources } from './referenced-resources.js';

/** What a bulk export is read from. */
export interface BulkSource {
  readonly snapshot: Snapshot;
  readonly bulk: BulkExport;
  readonly storeId: string;
  readonly terminology: ConformanceSource;
  /** Those that the data store had before the snapshot: of later ones it may lack rows. */
  readonly parameters: SearchParameters;
}

type Lines = AsyncGenerator<ResourceLines>;

/** Every type, in the order that they are exported in. */
export const allTypes: readonly string[] = [...resourceTypes].sort();
const patientTypes: ReadonlySet<string> = new Set(compartmentTypes('Patient'));

/**
 * The resources of a bulk export, type by type. Of patients, or a group, these are what is in their compartments;
 * then what those refer to that is in no patient's compartment by its type (practitioners, organizations,
 * medications), and what that refers to, whenever it changed.
 */
export async function* bulkResources(source: BulkSource): Lines {
  const { bulk } = source;
  const wanted = bulk.types === undefined ? allTypes : allTypes.filter((type) => bulk.types?.includes(type));
  const patients = await patientsOf(source);
  if (patients === undefined) {
    for (const type of wanted) yield* resourcesOf(source, { type, changed: changedWithin(bulk) });
    return;
  }
  const others = wanted.filter((type) => !patientTypes.has(type));
  const referenced = createReferencedResources(new Set(others), source.storeId);
  for (const type of wanted.filter((each) => patientTypes.has(each)))
    yield* resourcesOf(source, { type, changed: changedWithin(bulk), patients }, referenced);
  yield* referencedOnes(source, others, referenced);
}

/** The lines of the file that says what was deleted since; none where that was not asked. */
export async function* bulkDeletions(source: BulkSource): Lines {
  const { bulk, snapshot } = source;
  if (bulk.since === undefined) return;
  const patients = await patientsOf(source);
  const filtered = new Set((bulk.filters ?? []).map(({ type }) => type));
  // Nothing tells any more whether a deleted resource fulfilled a filter, and a label may have hidden it.
  const types =
    (bulk.labels ?? []).length > 0
      ? []
      : (bulk.types ?? allTypes).filter(
          (type) => !filtered.has(type) && (patients === undefined || patientTypes.has(type)),
        );
  const selection = { types, changed: changedWithin(bulk), ...(patients && { patients }) };
  for await (const keys of snapshot.deleted(selection)) {
    const entry = keys.map(({ type, id }) => ({ request: { method: 'DELETE', url: `${type}/${id}` } }));
    const body = Buffer.from(JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }));
    yield* linesOf([{ type: 'Bundle', body }]);
  }
}

async function* referencedOnes(
  source: BulkSource,
  types: readonly string[],
  referenced: ReferencedResources,
): Lines {
  for (let found = true; found;) {
    found = false;
    for (const type of types) {
      const ids = referenced.take(type);
      if (ids.length === 0) continue;
      found = true;
      yield* resourcesOf(source, { type, ids }, referenced);
    }
  }
}

/** @param referenced takes note of what these refer to, be it an element that is not exported */
async function* resourcesOf(
  { snapshot, bulk, terminology, parameters }: BulkSource,
  { ids, ...selection }: SnapshotSelection,
  referenced?: ReferencedResources,
): Lines {
  const { type, patients } = selection;
  const anyOf = await bulkSearches(bulk, type, terminology, parameters);
  const elements = (bulk.elements ?? [])
    .filter((element) => element.type === undefined || element.type === type)
    .map(({ name }) => name);
  const isWhole = anyOf === undefined && ids === undefined && patients === undefined;
  if (isWhole && elements.length === 0) {
    yield* snapshot.lines(selection);
    return;
  }
  // Ids that are searched for are picked from what the search finds.
  const among = anyOf === undefined || ids === undefined ? undefined : new Set(ids);
  const batches = snapshot.select({
    ...selection,
    ...(anyOf !== undefined ? { anyOf } : ids !== undefined && { ids }),
  });
  for await (const batch of batches) {
    const kept = among === undefined ? batch : batch.filter(({ id }) => among.has(id));
    for (const { body } of kept) referenced?.note(body);
    const shown = ({ body }: SnapshotResource) => ({ type, body: subsetResource(body, type, { elements }) });
    yield* linesOf(elements.length === 0 ? kept : kept.map(shown));
  }
}

function changedWithin({ since, until }: BulkExport): ChangedWithin {
  return {
    ...(since !== undefined && { after: new Date(since) }),
    ...(until !== undefined && { before: new Date(until) }),
  };
}

/** Whose compartments are exported; undefined: everything is, whoever it is about. */
async function patientsOf({ bulk, snapshot, storeId }: BulkSource): Promise<PatientScope | undefined> {
  const { scope, patients } = bulk;
  switch (scope.level) {
    case 'system':
      return undefined;
    case 'patient':
      return patients ?? 'any';
    case 'group': {
      async function* groups(ids: readonly string[]): AsyncGenerator<readonly Buffer[]> {
        for await (const batch of snapshot.select({ type: 'Group', ids }))
          yield batch.map(({ body }) => body);
      }
      const now = new Date(snapshot.transactionTime);
      const members = await groupMembers(scope.groupId, groups, storeId, now).catch((error: unknown) => {
        // The group has grown since its export was kicked off.
        throw error instanceof WellspringError && error.code === 'invalid-bulk-request'
          ? new JobFailure(error.message)
          : error;
      });
      if (members === undefined) throw new JobFailure(`There is no Group/${scope.groupId} any more`);
      return patients === undefined ? [...members] : patients.filter((id) => members.has(id));
    }
  }
  scope satisfies never;
}
