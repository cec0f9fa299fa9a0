import { WellspringError } from '@wellspring/errors';
import {
  matchesSearch,
  type JsonObject,
  type MatchedResource,
  type ParsedResource,
  type Patch,
} from '@wellspring/fhir';
import { newResourceId, type Expectation, type ResourceKey, type StoredVersion } from '@wellspring/store';
import { EntryFailure } from '../bundle/entry-failure.js';
import type { Condition } from '../conditional/condition.js';
import type { Exchange } from '../interactions/exchange.js';
import type { EntryRequest } from '../bundle/entry-request.js';
import { patchedResource, type ValidationNotes } from '../validation/checked-resource.js';
import { unplaced, type PlannedStep } from './plan.js';

interface Resolved {
  readonly index: number;
  readonly fullUrl: string | undefined;
}

/** What an entry does, once it is known to which resource. */
export type ResolvedStep =
  | WriteStep
  | (Resolved & { readonly kind: 'delete'; readonly key: ResourceKey; readonly expected: Expectation })
  /** A conditional create whose condition is met. */
  | (Resolved & {
      readonly kind: 'found';
      readonly key: ResourceKey;
      readonly version: StoredVersion | undefined;
    })
  /** A conditional delete of nothing. */
  | (Resolved & { readonly kind: 'nothing' })
  | (Resolved & { readonly kind: 'read'; readonly request: EntryRequest });

export interface WriteStep extends Resolved {
  readonly kind: 'write';
  readonly method: 'create' | 'update';
  readonly key: ResourceKey;
  readonly resource: ParsedResource;
  readonly notes: ValidationNotes;
  readonly expected: Expectation;
  /** Whether its id was looked for by a condition. */
  readonly conditional: boolean;
}

type PatchStep = Extract<PlannedStep, { readonly kind: 'patch' | 'conditional-patch' }>;

/** What a condition is met by, in the database and in the Bundle. */
type Found =
  | { readonly kind: 'none' | 'many' }
  | { readonly kind: 'stored'; readonly version: StoredVersion }
  | { readonly kind: 'entry'; readonly key: ResourceKey };

/**
 * Finds the resource that each entry is about, in R4's order: what a delete takes away is not there for a
 * conditional create, and what an entry before writes is there for the next. To be called in a unit of work that
 * holds the names of all conditions.
 *
 * @see https://hl7.org/fhir/R4/http.html#trules
 * @throws EntryFailure
 */
export async function resolveSteps(
  exchange: Exchange,
  steps: readonly PlannedStep[],
): Promise<readonly ResolvedStep[]> {
  const { store } = exchange;
  const resolved = new Array<ResolvedStep>(steps.length);
  const deleted = new Map<string, ResourceKey>();
  const made: { readonly key: ResourceKey; readonly tree: JsonObject; seen?: MatchedResource }[] = [];
  const now = Date.now() * 1_000;
  const parameters = store.searchParameters();

  const keep = (write: WriteStep): void => {
    const { key, resource } = write;
    resolved[write.index] = write;
    made.push({ key, tree: resource.tree });
  };
  // One object for each, by which the values of a resource are worked out once; most transactions ask for none.
  const seenAs = (each: (typeof made)[number]): MatchedResource =>
    (each.seen ??= { tree: each.tree, lastUpdated: now, storeId: store.id, parameters, ...each.key });

  const find = async ({ type, query }: Condition): Promise<Found> => {
    // Those that are being deleted may come first.
    const gone = [...deleted.values()].filter((key) => key.type === type).length;
    const { matches, next } = await store.search({ ...query, count: 2 + gone });
    const stored = matches.filter((match) => !deleted.has(nameOf(match)));
    const own = made.filter((each) => query.searches.some((search) => matchesSearch(search, seenAs(each))));
    const names = new Set([...stored.map(nameOf), ...own.map(({ key }) => nameOf(key))]);
    // With a next page there are more than that, or they are too large for one: then they cannot be told apart.
    if (names.size > 1 || next !== undefined) return { kind: 'many' };
    if (own[0] !== undefined) return { kind: 'entry', key: own[0].key };
    return stored[0] === undefined ? { kind: 'none' } : { kind: 'stored', version: stored[0] };
  };

  const patchTarget = async (step: PatchStep): Promise<StoredVersion | undefined> => {
    if (step.kind === 'patch') return store.read(step.key.type, step.key.id);
    const found = await find(step.condition);
    if (found.kind === 'many') throw severalMatch(step.index, step.condition);
    if (found.kind === 'entry') throw writtenBefore(step.index);
    return found.kind === 'stored' ? found.version : undefined;
  };

  for (const step of steps) {
    if (step.kind === 'delete') {
      const { index, fullUrl, key, ifMatch } = step;
      resolved[index] = { index, fullUrl, kind: 'delete', key, expected: { ifMatch } };
      deleted.set(nameOf(key), key);
    }
  }
  for (const step of steps) {
    if (step.kind !== 'conditional-delete') continue;
    const { index, fullUrl, condition, ifMatch } = step;
    const found = await find(condition);
    if (found.kind === 'many') throw severalMatch(index, condition);
    if (found.kind !== 'stored') {
      resolved[index] = { index, fullUrl, kind: 'nothing' };
      continue;
    }
    const { type, id, vid } = found.version;
    resolved[index] = {
      index,
      fullUrl,
      kind: 'delete',
      key: { type, id },
      expected: { ifMatch, ifCurrent: vid },
    };
    deleted.set(nameOf(found.version), { type, id });
  }

  for (const step of steps) {
    if (step.kind !== 'create') continue;
    const { index, fullUrl, id, resource, notes, condition } = step;
    const { type } = resource;
    const found = condition === undefined ? undefined : await find(condition);
    if (condition !== undefined && found?.kind === 'many') throw severalMatch(index, condition);
    if (found?.kind === 'stored') {
      const { version } = found;
      resolved[index] = { index, fullUrl, kind: 'found', key: { type, id: version.id }, version };
    } else if (found?.kind === 'entry') {
      resolved[index] = { index, fullUrl, kind: 'found', key: found.key, version: undefined };
    } else {
      keep({
        index,
        fullUrl,
        kind: 'write',
        method: 'create',
        key: { type, id },
        resource,
        notes,
        expected: {},
        conditional: condition !== undefined,
      });
    }
  }

  for (const step of steps) {
    if (step.kind === 'update') {
      const { index, fullUrl, id, resource, notes, ifMatch, ifAbsent } = step;
      keep({
        index,
        fullUrl,
        kind: 'write',
        method: 'update',
        key: { type: resource.type, id },
        resource,
        notes,
        expected: { ifMatch, ifAbsent },
        conditional: false,
      });
    }
    if (step.kind === 'patch' || step.kind === 'conditional-patch')
      keep(await patchedWrite(exchange, step, await patchTarget(step)));
    if (step.kind === 'conditional-update') keep(conditionalWrite(step, await find(step.condition)));
    if (step.kind === 'read') {
      const { index, fullUrl, request } = step;
      resolved[index] = { index, fullUrl, kind: 'read', request };
    }
  }
  refuseOverlap(resolved);
  return resolved;
}

function conditionalWrite(
  step: Extract<PlannedStep, { readonly kind: 'conditional-update' }>,
  found: Found,
): WriteStep {
  const { index, fullUrl, resource, notes, condition, ifMatch, ifAbsent } = step;
  const { type, id } = resource;
  const write = { index, fullUrl, kind: 'write', resource, notes, conditional: true } as const;
  switch (found.kind) {
    case 'many':
      throw severalMatch(index, condition);
    case 'entry':
      throw writtenBefore(index);
    case 'stored': {
      const { version } = found;
      if (id !== undefined && id !== version.id)
        throw EntryFailure.of(
          index,
          'resource-id-mismatch',
          `${type}/${version.id} meets the condition, and the resource has the id ${id}`,
        );
      if (ifAbsent)
        throw EntryFailure.of(index, 'resource-exists', `${type}/${version.id} meets the condition`);
      const expected = { ifMatch, ifCurrent: version.vid };
      return { ...write, method: 'update', key: { type, id: version.id }, expected };
    }
    case 'none':
      if (ifMatch !== undefined)
        throw EntryFailure.of(
          index,
          'version-conflict',
          'Nothing meets the condition, so there is no version',
        );
      return id === undefined
        ? { ...write, method: 'create', key: { type, id: newResourceId() }, expected: {} }
        : { ...write, method: 'update', key: { type, id }, expected: { ifAbsent: true } };
    default:
      return found satisfies never;
  }
}

/** What a patch makes of the version that it was decided on, to be written over that version only. */
async function patchedWrite(
  exchange: Exchange,
  step: PatchStep,
  current: StoredVersion | undefined,
): Promise<WriteStep> {
  const { index, fullUrl, patch, ifMatch } = step;
  const name =
    step.kind === 'patch' ? nameOf(step.key) : `What meets the condition of ${step.condition.type}`;
  if (current === undefined) throw EntryFailure.of(index, 'resource-not-found', `${name} is not known`);
  const { type, id, vid, version, body, lastUpdated } = current;
  if (body === undefined)
    throw EntryFailure.of(index, 'resource-deleted', `${name} was deleted at ${lastUpdated}`);
  if (ifMatch !== undefined && ifMatch !== version)
    throw EntryFailure.of(index, 'patch-version-conflict', `${name}: the current version is ${version}`);
  const { resource, warnings, marked } = await patchedBody(exchange, index, patch, body);
  return {
    index,
    fullUrl,
    kind: 'write',
    method: 'update',
    key: { type, id },
    resource,
    notes: { warnings, marked },
    expected: { ifCurrent: vid },
    conditional: false,
  };
}

async function patchedBody(
  exchange: Exchange,
  index: number,
  patch: Patch,
  body: Buffer,
): Promise<{ readonly resource: ParsedResource } & ValidationNotes> {
  try {
    const patched = await patchedResource(exchange, patch, body);
    if (patched.ok) return patched;
    throw EntryFailure.withIssues(index, patched.code, unplaced(patched.issues));
  } catch (error) {
    if (error instanceof WellspringError) throw EntryFailure.of(index, error.code, error.message);
    throw error;
  }
}

/** "If any resource identities overlap [...] then the transaction SHALL fail" (#trules). */
function refuseOverlap(steps: readonly ResolvedStep[]): void {
  const seen = new Map<string, number>();
  for (const step of steps) {
    if (step.kind !== 'write' && step.kind !== 'delete') continue;
    const name = nameOf(step.key);
    const other = seen.get(name);
    if (other !== undefined)
      throw EntryFailure.of(step.index, 'duplicate-target', `Bundle.entry[${other}] writes ${name}, too`);
    seen.set(name, step.index);
  }
}

function writtenBefore(index: number): EntryFailure {
  return EntryFailure.of(index, 'duplicate-target', 'Another entry writes what meets the condition');
}

function severalMatch(index: number, { type }: Condition): EntryFailure {
  return EntryFailure.of(index, 'multiple-matches', `Several resources of type ${type} meet the condition`);
}

export function nameOf({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}
