import { setImmediate as immediate } from 'node:timers/promises';
import type pg from 'pg';
import { announceWriter, writerGate } from '../changes/fence.js';
import { describeVersion } from '../read/stored-version.js';
import { indexingOf, knownType, type Indexing } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';
import { prepareBatch, type BatchEntry } from '../write/prepared-batch.js';
import { lockKeys, type ExistingResource } from '../write/replace-in-bulk.js';
import { deleteResource, insertResource, updateResource } from '../write/write-version.js';
import { writeBatch } from '../write/write-batch.js';
import type { Change, ChangeOutcome, FailedExpectation, WriteReport } from './write-unit.js';

/** Thrown where what a unit was decided on has changed meanwhile: it is begun anew. */
export class StaleDecision extends Error {
  override readonly name = 'StaleDecision';
}

/**
 * So few resources that a statement for each is faster than one of `COPY` for every table.
 */
const FEW = 4;

/** Resources whose rows are made and written at a time: a tenth of a second, and some megabytes. */
const CHUNK = 500;

type Put = Pick<Extract<Change, { readonly resource: unknown }>, 'kind' | 'resource' | 'id'> & {
  /** Its place among the changes. */
  readonly index: number;
};

/** Writes changes in the transaction of a connection. @param store bound to the same transaction */
export async function writeChanges(
  store: StoreContext,
  client: pg.PoolClient,
  changes: readonly Change[],
): Promise<WriteReport> {
  const keys = changes.map(keyOf);
  if (new Set(keys.map(({ type, id }) => `${type}/${id}`)).size !== keys.length)
    throw new RangeError('Two changes are of one resource');
  if (changes.length === 0) return { written: true, outcomes: [] };
  const indexing = indexingOf(store);
  const gate = writerGate(store.distribution);
  await announceWriter(client, store.schema, await store.clock(), indexing.parameters.generation, gate);
  const existing = await lockKeys(
    store,
    keys.map(({ type, id }) => ({ typeNumber: knownType(type), id })),
    client,
  );
  const failed = changes.flatMap((change, index) => failureOf(change, index, existing.get(index)));
  if (failed.length > 0) return { written: false, failed };

  const outcomes = new Array<ChangeOutcome>(changes.length);
  for (const [index, change] of changes.entries())
    if (change.kind === 'delete') outcomes[index] = await deleted(store, change.key.type, change.key.id);
  const puts = changes
    .flatMap((change, index): readonly Put[] => {
      if (change.kind === 'delete') return [];
      const { kind, resource, id } = change;
      return [{ kind, resource, id, index }];
    })
    .sort(byKey);
  if (puts.length <= FEW)
    for (const put of puts) outcomes[put.index] = await written(store, put, existing.has(put.index));
  else
    for (let at = 0; at < puts.length; at += CHUNK) {
      // Their rows are made without a pause: others have their turn between.
      if (at > 0) await immediate();
      await writeChunk(store, indexing, client, puts.slice(at, at + CHUNK), existing, outcomes);
    }
  // They were for looking keys up; searches that come after weigh their plans themselves.
  await client.query(
    'SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT',
  );
  return { written: true, outcomes };
}

async function writeChunk(
  store: StoreContext,
  indexing: Indexing,
  client: pg.PoolClient,
  puts: readonly Put[],
  existing: ReadonlyMap<number, ExistingResource>,
  outcomes: ChangeOutcome[],
): Promise<void> {
  const batch = prepareBatch(puts.map(entryOf), indexing);
  await store.dictionary.add(batch.index.dictionary);
  const replaced = new Map<number, ExistingResource>();
  for (const [at, { index }] of puts.entries()) {
    const before = existing.get(index);
    if (before !== undefined) replaced.set(at, before);
  }
  const results = await writeBatch({ ...store, clock: await store.clock() }, batch, replaced, client);
  for (const [at, { type, id, version, vid, created }] of results.entries()) {
    const { kind, index } = puts[at]!;
    outcomes[index] = {
      outcome: created ? 'created' : 'updated',
      version: describeVersion(type, id, version, vid, kind, undefined),
    };
  }
}

/** The order of `resource`'s key: what is new is inserted in it, too, so that nobody waits in a circle. */
function byKey(left: Put, right: Put): number {
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  return knownType(left.resource.type) - knownType(right.resource.type);
}

function keyOf(change: Change): { readonly type: string; readonly id: string } {
  return change.kind === 'delete' ? change.key : { type: change.resource.type, id: change.id };
}

function entryOf({ resource, id, kind }: Put): BatchEntry {
  return { resource, id, method: kind };
}

function failureOf(
  { kind, expected = {} }: Change,
  index: number,
  existing: ExistingResource | undefined,
): readonly FailedExpectation[] {
  const current = existing === undefined || existing.deleted ? undefined : existing;
  if (expected.ifCurrent !== undefined && current?.vid !== expected.ifCurrent) throw new StaleDecision();
  // To delete what is not there is no conflict, as for a single delete.
  if (kind === 'delete' && current === undefined) return [];
  if (expected.ifMatch !== undefined && current?.version !== expected.ifMatch)
    return [{ index, expected: 'if-match', current: current?.version }];
  if (expected.ifAbsent === true && current !== undefined)
    return [{ index, expected: 'if-absent', current: current.version }];
  return [];
}

/** @param existing whether it was there when the resources were locked */
async function written(
  store: StoreContext,
  { kind, resource, id }: Put,
  existing: boolean,
): Promise<ChangeOutcome> {
  if (!existing) {
    // What is not there cannot be locked: where another creates it meanwhile, it is not to be written over.
    const version = await insertResource(store, resource, id, kind);
    if (version === undefined) throw new StaleDecision();
    return { outcome: 'created', version };
  }
  const result = await updateResource(store, resource, id, undefined);
  if (result.outcome === 'version-conflict') throw new Error('No version was asked for');
  return result;
}

async function deleted(store: StoreContext, type: string, id: string): Promise<ChangeOutcome> {
  const result = await deleteResource(store, type, id, undefined);
  if (result.outcome === 'version-conflict') throw new Error('No version was asked for');
  return result;
}
