import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import type { ParsedResource } from '@wellspring/fhir';
import type pg from 'pg';
import { storedVersion, type StoredVersion } from '../read/stored-version.js';
import { indexingOf, knownType, resourceRows } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';
import { currentVersion, lockResource, type CurrentVersion } from './current-version.js';
import { isTaken } from './taken.js';
import type { DeleteOutcome, UpdateOutcome, VersionConflict } from './write-outcome.js';
import {
  deletion,
  firstVersion,
  newcomer,
  nextVersion,
  writeVersions,
  type NextVersion,
} from './write-versions.js';

/** Tries under the lock of the resource, for a resource that comes to be between them. */
const LOCKED_TRIES = 5;

/** An id for a resource that is to be created. */
export function newResourceId(): string {
  return randomUUID();
}

/** Stores a new resource under an id of the server's. */
export async function createResource(store: StoreContext, resource: ParsedResource): Promise<StoredVersion> {
  const indexing = indexingOf(store);
  const rows = resourceRows(resource, newResourceId(), indexing);
  const written = await write(store, newcomer(indexing, rows)).catch((error: unknown) => {
    if (isTaken(error, store.schema)) return undefined;
    throw error;
  });
  if (written === undefined) throw new WellspringError('write-conflict', 'The id that was chosen is taken');
  return written;
}

/**
 * Stores the first version of a resource; undefined where there is one already, be it deleted. By itself: where
 * another is creating it at the moment, this waits for that one's end.
 */
export async function insertResource(
  store: StoreContext,
  resource: ParsedResource,
  id: string,
  method: 'create' | 'update',
): Promise<StoredVersion | undefined> {
  const indexing = indexingOf(store);
  const rows = resourceRows(resource, id, indexing);
  const [written] = await writeVersions(store, [firstVersion(indexing, rows, method)]);
  return written;
}

/** Stores the next version of a resource, which may be its first. */
export function updateResource(
  store: StoreContext,
  resource: ParsedResource,
  id: string,
  ifMatch: number | undefined,
): Promise<UpdateOutcome> {
  const indexing = indexingOf(store);
  const rows = resourceRows(resource, id, indexing);
  return replace(store, rows.typeNumber, id, async (current, client): Promise<UpdateOutcome | undefined> => {
    const conflict = versionConflict(current, ifMatch);
    if (conflict !== undefined) return conflict;
    const version =
      current === undefined
        ? (await writeVersions(store, [firstVersion(indexing, rows, 'update')], client))[0]
        : await write(store, nextVersion(indexing, rows, current), client);
    if (version === undefined) return undefined;
    return { outcome: current === undefined || current.deleted ? 'created' : 'updated', version };
  });
}

/** Deletes a resource, as a version without a body. */
export function deleteResource(
  store: StoreContext,
  type: string,
  id: string,
  ifMatch: number | undefined,
): Promise<DeleteOutcome> {
  const indexing = indexingOf(store);
  return replace(store, knownType(type), id, async (current, client): Promise<DeleteOutcome | undefined> => {
    if (current === undefined) return { outcome: 'not-found' };
    if (current.deleted) return { outcome: 'already-deleted', version: storedVersion(current) };
    const conflict = versionConflict(current, ifMatch);
    if (conflict !== undefined) return conflict;
    const version = await write(store, deletion(indexing, current), client);
    if (version === undefined) return undefined;
    return { outcome: 'deleted', version };
  });
}

/**
 * Reads the current version and has `attempt` write over it. Most often that is two round trips and no
 * lock. Where another writer came between, the resource is locked first from then on: writers queue for
 * that lock, so each gets its turn, however many they are.
 */
async function replace<Outcome>(
  store: StoreContext,
  type: number,
  id: string,
  attempt: (current: CurrentVersion | undefined, client?: pg.PoolClient) => Promise<Outcome | undefined>,
): Promise<Outcome> {
  const outcome = await attempt(await currentVersion(store, type, id));
  if (outcome !== undefined) return outcome;
  for (let tries = 0; tries < LOCKED_TRIES; tries++) {
    const locked = await store.database.transaction(async (client) => {
      await lockResource(store, type, id, client);
      return attempt(await currentVersion(store, type, id, client), client);
    });
    if (locked !== undefined) return locked;
    await sleep(Math.random() * 20);
  }
  throw new WellspringError('write-conflict', `${id} is being written by others; try again`);
}

/** Writes one version, with others that are written at the moment where that is possible. */
async function write(
  store: StoreContext,
  version: NextVersion,
  client?: pg.PoolClient,
): Promise<StoredVersion | undefined> {
  if (client === undefined && store.together !== undefined) return store.together.write(version);
  const [written] = await writeVersions(store, [version], client);
  return written;
}

function versionConflict(
  current: CurrentVersion | undefined,
  ifMatch: number | undefined,
): VersionConflict | undefined {
  if (ifMatch === undefined) return undefined;
  const existing = current === undefined || current.deleted ? undefined : current.version;
  return existing === ifMatch ? undefined : { outcome: 'version-conflict', current: existing };
}
