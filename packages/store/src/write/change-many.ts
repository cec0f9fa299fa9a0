import type { ParsedResource } from '@wellspring/fhir';
import type pg from 'pg';
import { announceWriter, writerGate } from '../changes/fence.js';
import { firstVidAt } from '../clock/version-clock.js';
import type { ResourceKey } from '../data-store.js';
import { storedVersion, type StoredVersion } from '../read/stored-version.js';
import { indexingOf, knownType, type Indexing } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';
import type { CurrentVersion } from './current-version.js';
import { eraseResources } from './erase.js';
import { lastBodies, lockResources } from './locked-resources.js';
import { prepareBatch } from './prepared-batch.js';
import { lockExisting } from './replace-in-bulk.js';
import { writeBatch } from './write-batch.js';
import { deletion, writeVersions } from './write-versions.js';

/** A resource as it stands under its lock. */
export interface HeldResource extends StoredVersion {
  readonly deleted: boolean;
  /** Of a deleted one, that of the last version that has any. */
  readonly body?: Buffer;
}

/** What is to become of a resource. */
export type Decision =
  /** Nothing; `because` is for whoever asked. */
  | { readonly kind: 'leave'; readonly because: string }
  /** A version that deletes it; nothing where it is deleted already. */
  | { readonly kind: 'delete' }
  /** Gone with all its versions. */
  | { readonly kind: 'erase' }
  /** Its next version, under the same id. Never for a deleted one. */
  | { readonly kind: 'replace'; readonly resource: ParsedResource };

/** What became of a resource. `changed-since`: it was written after the moment asked for, and stays as it is. */
export type DecidedOutcome = ResourceKey & {
  readonly outcome: Decision | { readonly kind: 'not-found' } | { readonly kind: 'changed-since' };
};

export interface ChangeManyOptions {
  /** Resources that were written at this moment or later are left as they are; what is written is later than it. */
  readonly unchangedSince?: Date;
  /**
   * Called with the resource locked; once more where the transaction begins anew, so it must have no effects. It may
   * ask the data store, by whose searches no transaction is waited for.
   */
  readonly decide: (resource: HeldResource) => Decision | Promise<Decision>;
}

/** The bodies of one transaction, as they are sent: what a page of a search may hold. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Resources whose bodies are read at a time. */
const READ_TOGETHER = 16;

/**
 * Changes several resources in one transaction, each wholly or not at all. Other writers of one of them wait for
 * its end, and find what it left.
 *
 * @returns one outcome a key, in their order. Where the bodies are too much for one transaction there are fewer:
 *   the keys after them have still to be done
 */
export async function changeMany(
  store: StoreContext,
  keys: readonly ResourceKey[],
  options: ChangeManyOptions,
  inTransaction: (client: pg.PoolClient, outcomes: readonly DecidedOutcome[]) => Promise<void>,
): Promise<readonly DecidedOutcome[]> {
  const { unchangedSince, decide } = options;
  const bound = unchangedSince && firstVidAt(unchangedSince.getTime() * 1000);
  // What the clock asks the database, it asks on another connection: not while that of the transaction is held.
  const clock = await store.clock();
  const indexing = indexingOf(store);
  // What is written here is written after that moment, also where another node's clock, which it is by, is ahead:
  // else it would count as unchanged since, and be changed a second time.
  if (bound !== undefined) clock.startAfter(bound);
  return store.database.transaction(async (client) => {
    const gate = writerGate(store.distribution);
    await announceWriter(client, store.schema, clock, indexing.parameters.generation, gate);
    const work = await decideAll(store, keys, bound, decide, client);
    if (work.deletions.length > 0)
      await writeVersions(
        store,
        work.deletions.map((current) => deletion(indexing, current)),
        client,
      );
    await eraseResources(store, indexing, work.erasures, client);
    await replaceAll(store, indexing, work.replacements, client);
    await inTransaction(client, work.outcomes);
    return work.outcomes;
  });
}

interface Work {
  readonly outcomes: DecidedOutcome[];
  readonly deletions: CurrentVersion[];
  readonly erasures: CurrentVersion[];
  readonly replacements: ParsedResource[];
}

async function decideAll(
  store: StoreContext,
  keys: readonly ResourceKey[],
  bound: bigint | undefined,
  decide: ChangeManyOptions['decide'],
  client: pg.PoolClient,
): Promise<Work> {
  const wanted = keys.map(({ type, id }) => ({ type: knownType(type), id }));
  const locked = await lockResources(store, wanted, client);
  const work: Work = { outcomes: [], deletions: [], erasures: [], replacements: [] };
  let bytes = 0;

  for (let at = 0; at < keys.length; at += READ_TOGETHER) {
    const some = keys.slice(at, at + READ_TOGETHER);
    const held = some.map((_, index) => locked[at + index]);
    const free = held.flatMap((row) =>
      row !== undefined && (bound === undefined || row.vid < bound) ? [row] : [],
    );
    const bodies = await lastBodies(store, free, client);
    for (const [index, key] of some.entries()) {
      const row = held[index];
      const current = row && bodies.get(row.vid);
      if (current === undefined) {
        const kind = row === undefined ? 'not-found' : 'changed-since';
        work.outcomes.push({ ...key, outcome: { kind } });
        continue;
      }
      const resource = heldResource(current);
      bytes += resource.body?.length ?? 0;
      if (bytes > MOST_BYTES && work.outcomes.length > 0) return work;
      const outcome = await decide(resource);
      work.outcomes.push({ ...key, outcome });
      take(work, current, outcome);
    }
  }
  return work;
}

function take(work: Work, current: CurrentVersion, decision: Decision): void {
  switch (decision.kind) {
    case 'leave':
      return;
    case 'delete':
      if (!current.deleted) work.deletions.push(current);
      return;
    case 'erase':
      work.erasures.push(current);
      return;
    case 'replace':
      if (current.deleted) throw new TypeError('A deleted resource has no next version here');
      work.replacements.push(decision.resource);
      return;
    default:
      decision satisfies never;
  }
}

function heldResource(current: CurrentVersion): HeldResource {
  return { ...storedVersion(current), deleted: current.deleted };
}

async function replaceAll(
  store: StoreContext,
  indexing: Indexing,
  resources: readonly ParsedResource[],
  client: pg.PoolClient,
): Promise<void> {
  if (resources.length === 0) return;
  const entries = resources.map((resource) => ({ resource, id: resource.id!, method: 'update' }) as const);
  const batch = prepareBatch(entries, indexing);
  await store.dictionary.add(batch.index.dictionary);
  const existing = await lockExisting(store, batch, client);
  await writeBatch({ ...store, clock: await store.clock() }, batch, existing, client);
}
