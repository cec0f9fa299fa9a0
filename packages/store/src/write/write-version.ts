import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import type { ParsedResource } from '@wellspring/fhir';
import type pg from 'pg';
import { decodeBody } from '../body/body-codec.js';
import { toBigInt } from '../hash/sip-hash.js';
import { describeVersion, methodNumber, storedVersion, type StoredVersion } from '../read/stored-version.js';
import { createArrayRows } from '../rows/array-rows.js';
import { writeIndexRows } from '../rows/index-rows.js';
import {
  indexingOf,
  knownType,
  resourceRows,
  storedContent,
  type Indexing,
  type ResourceRows,
} from '../rows/resource-rows.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { currentVersion, lockResource, type CurrentVersion } from './current-version.js';
import { versionStatement, type ReplacedVersion, type Statement } from './version-statement.js';
import type { DeleteOutcome, UpdateOutcome, VersionConflict } from './write-outcome.js';

/** Tries under the lock of the resource, for a resource that comes to be between them. */
const LOCKED_TRIES = 5;

/** An id for a resource that is to be created. */
export function newResourceId(): string {
  return randomUUID();
}

/** Stores a new resource under an id of the server's. */
export async function createResource(store: StoreContext, resource: ParsedResource): Promise<StoredVersion> {
  const written = await insertResource(store, resource, newResourceId(), 'create');
  if (written === undefined) throw new WellspringError('write-conflict', 'The id that was chosen is taken');
  return written;
}

/** Stores the first version of a resource; undefined where there is one already, be it deleted. */
export function insertResource(
  store: StoreContext,
  resource: ParsedResource,
  id: string,
  method: 'create' | 'update',
): Promise<StoredVersion | undefined> {
  const indexing = indexingOf(store);
  return writeRows(store, indexing, resourceRows(resource, id, indexing), undefined, method);
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
    const version = await writeRows(store, indexing, rows, current, 'update', client);
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
    const version = await writeDeletion(store, indexing, current, client);
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

/** Writes the version that deletes a resource; undefined where another writer was faster. */
export async function writeDeletion(
  store: StoreContext,
  indexing: Indexing,
  current: CurrentVersion,
  client?: pg.PoolClient,
): Promise<StoredVersion | undefined> {
  const { id } = current;
  const type = typeName(current.type);
  const vid = (await store.clock()).next(current.vid);
  const version = current.version + 1;
  const next = {
    vid,
    self: toBigInt(store.term.reference(`${type}/${id}`)),
    part: current.part,
    version,
    type: current.type,
    method: methodNumber.delete,
    id,
    body: null,
  };
  const { generation } = indexing.parameters;
  const old = replaced(indexing, type, current);
  const statement = versionStatement(store.schema, next, old, undefined, generation);
  if (!(await run(store, statement, client))) return undefined;
  return describeVersion(type, id, version, vid, 'delete', undefined);
}

/** Writes a version with its index rows; undefined where another writer was faster. */
async function writeRows(
  store: StoreContext,
  indexing: Indexing,
  rows: ResourceRows,
  current: CurrentVersion | undefined,
  method: 'create' | 'update',
  client?: pg.PoolClient,
): Promise<StoredVersion | undefined> {
  const { type, typeNumber, id, self, part, body, content } = rows;
  const vid = (await store.clock()).next(current?.vid);
  const version = (current?.version ?? 0) + 1;
  const next = {
    vid,
    self: toBigInt(self),
    part,
    version,
    type: typeNumber,
    method: methodNumber[method],
    id,
    body,
  };
  const indexRows = createArrayRows();
  const { generation, written } = indexing.parameters;
  writeIndexRows(type, content.values, content.words, store.term, written, indexRows);
  await store.dictionary.add(indexRows.dictionary);
  const old = current === undefined ? undefined : replaced(indexing, type, current);
  const statement = versionStatement(store.schema, next, old, indexRows, generation);
  if (!(await run(store, statement, client))) return undefined;
  return describeVersion(type, id, version, vid, method, decodeBody(body));
}

/** What has to be taken back of the version that is replaced. */
function replaced(indexing: Indexing, type: string, current: CurrentVersion): ReplacedVersion {
  const { vid, part, version, body } = current;
  return { vid, part, version, tokens: body === null ? [] : tokenHashes(indexing, type, body) };
}

/** The hashes of the token rows that a stored version has, by whatever search parameters there may be any. */
export function tokenHashes(
  { id, term, parameters: { held } }: Indexing,
  type: string,
  body: Buffer,
): readonly bigint[] {
  const rows = createArrayRows();
  const { values, words } = storedContent(type, body, id, held);
  writeIndexRows(type, values, words, term, held, rows);
  return rows.columns.token[0] as readonly bigint[];
}

function versionConflict(
  current: CurrentVersion | undefined,
  ifMatch: number | undefined,
): VersionConflict | undefined {
  if (ifMatch === undefined) return undefined;
  const existing = current === undefined || current.deleted ? undefined : current.version;
  return existing === ifMatch ? undefined : { outcome: 'version-conflict', current: existing };
}

async function run(store: StoreContext, statement: Statement, client?: pg.PoolClient): Promise<boolean> {
  const { text, values } = statement;
  const rows =
    client === undefined
      ? await store.database.prepared(text, values)
      : (await client.query(text, values as unknown[])).rows;
  return rows.length > 0;
}
