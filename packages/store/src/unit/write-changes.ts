import type pg from 'pg';
import { describeVersion } from '../read/stored-version.js';
import { knownType } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';
import { prepareBatch, type BatchEntry } from '../write/prepared-batch.js';
import { lockKeys, type ExistingResource } from '../write/replace-in-bulk.js';
import { createResource, deleteResource, updateResource } from '../write/write-version.js';
import { writeBatch } from '../write/write-batch.js';
import type { Change, ChangeOutcome, FailedExpectation, WriteReport } from './write-unit.js';

/** Thrown where what a unit was decided on has changed meanwhile: it is begun anew. */
export class StaleDecision extends Error {
  override readonly name = 'StaleDecision';
}

/**
 * So few resources that a statement for each is faster than `COPY` into every table, which takes two round
 * trips a table.
 */
const FEW = 4;

type Put = Extract<Change, { readonly resource: unknown }>;

/** Writes changes in the transaction of a connection. @param store bound to the same transaction */
export async function writeChanges(
  store: StoreContext,
  client: pg.PoolClient,
  changes: readonly Change[],
): Promise<WriteReport> {
  const keys = changes.map(keyOf);
  if (new Set(keys.map(({ type, id }) => `${type}/${id}`)).size !== keys.length)
    throw new RangeError('Two changes are of one resource');
  const puts = changes.flatMap((change, index) => (change.kind === 'delete' ? [] : [{ ...change, index }]));
  const batch = puts.length > FEW ? prepareBatch(puts.map(entryOf), store) : undefined;
  if (batch !== undefined) await store.dictionary.add(batch.index.dictionary);

  const existing = await lockKeys(
    store.schema,
    keys.map(({ type, id }) => ({ typeNumber: knownType(type), id })),
    client,
  );
  const failed = changes.flatMap((change, index) => failureOf(change, index, existing.get(index)));
  if (failed.length > 0) return { written: false, failed };

  const outcomes = new Array<ChangeOutcome>(changes.length);
  for (const [index, change] of changes.entries())
    if (change.kind === 'delete') outcomes[index] = await deleted(store, change.key.type, change.key.id);
  if (batch === undefined) {
    for (const put of puts) outcomes[put.index] = await written(store, put);
  } else {
    const context = { ...store, clock: await store.clock() };
    const ofBatch = new Map(
      puts.flatMap(({ index }, at) => (existing.has(index) ? [[at, existing.get(index)!]] : [])),
    );
    const results = await writeBatch(context, batch, ofBatch, client);
    for (const [at, { type, id, version, vid, created }] of results.entries()) {
      const { kind, index } = puts[at]!;
      outcomes[index] = {
        outcome: created ? 'created' : 'updated',
        version: describeVersion(type, id, version, vid, kind, undefined),
      };
    }
  }
  // They were for looking keys up; searches that come after weigh their plans themselves.
  await client.query(
    'SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT',
  );
  return { written: true, outcomes };
}

function keyOf(change: Change): { readonly type: string; readonly id: string } {
  return change.kind === 'delete' ? change.key : { type: change.resource.type, id: change.id };
}

function entryOf({ resource, id, kind }: Put): BatchEntry {
  return { resource, id, method: kind };
}

function failureOf(
  { expected = {} }: Change,
  index: number,
  existing: ExistingResource | undefined,
): readonly FailedExpectation[] {
  const current = existing === undefined || existing.deleted ? undefined : existing;
  if (expected.ifCurrent !== undefined && current?.vid !== expected.ifCurrent) throw new StaleDecision();
  if (expected.ifMatch !== undefined && current?.version !== expected.ifMatch)
    return [{ index, expected: 'if-match', current: current?.version }];
  if (expected.ifAbsent === true && current !== undefined)
    return [{ index, expected: 'if-absent', current: current.version }];
  return [];
}

async function written(store: StoreContext, { kind, resource, id }: Put): Promise<ChangeOutcome> {
  if (kind === 'create') return { outcome: 'created', version: await createResource(store, resource, id) };
  const result = await updateResource(store, resource, id, undefined);
  if (result.outcome === 'version-conflict') throw new Error('No version was asked for');
  return result;
}

async function deleted(store: StoreContext, type: string, id: string): Promise<ChangeOutcome> {
  const result = await deleteResource(store, type, id, undefined);
  if (result.outcome === 'version-conflict') throw new Error('No version was asked for');
  return result;
}
