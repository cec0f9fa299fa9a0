import { randomBytes } from 'node:crypto';
import { parseSearch, type JsonObject, type SearchQuery } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataStore } from '../../data-store.js';
import { inSnapshotOf, resource, testStores, type TestStores } from '../../testing/test-store.js';
import type { Snapshot } from '../export-snapshot.js';
import type { SnapshotSelection } from './snapshot-selection.js';

let stores: TestStores;
let store: DataStore;
let between: Date;
let later: Date;

const refer = (reference: string) => ({ reference });
const observation = (id: string, subject: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: id }] },
  subject: refer(subject),
  ...more,
});
const provenance = (id: string, target: string) => ({
  resourceType: 'Provenance',
  id,
  target: [refer(target)],
  recorded: '2024-01-01T00:00:00Z',
  agent: [{ who: refer('Practitioner/doctor') }],
});

async function put(tree: JsonObject & { readonly id: string }): Promise<void> {
  await store.update(resource(tree), tree.id);
}

/** Moments are told apart by the millisecond. */
async function moment(): Promise<Date> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const now = new Date();
  await new Promise((resolve) => setTimeout(resolve, 5));
  return now;
}

beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  for (const id of ['anna', 'bob', 'clara']) await put({ resourceType: 'Patient', id });
  await put({ resourceType: 'Practitioner', id: 'doctor' });
  await put(observation('a1', 'Patient/anna'));
  await put(observation('b1', 'Patient/bob'));
  // In the compartments of both: of one as its subject, of the other as its performer.
  await put(observation('ab', 'Patient/anna', { performer: [refer('Patient/bob')] }));
  await put(observation('stone', 'Location/quarry'));
  await put(provenance('of-a1', 'Observation/a1'));
  await put(provenance('of-bob', 'Patient/bob'));
  await put(provenance('of-stone', 'Observation/stone'));
  await put(observation('gone', 'Patient/anna'));
  await put(observation('back', 'Patient/anna'));
  between = await moment();
  await put(observation('a2', 'Patient/anna'));
  await put(observation('b1', 'Patient/bob', { status: 'amended' }));
  await store.delete('Observation', 'gone');
  await store.delete('Observation', 'back');
  await put(observation('back', 'Patient/anna'));
  later = await moment();
});
afterAll(() => stores.end());

const inSnapshot = <T>(read: (snapshot: Snapshot) => Promise<T>) => inSnapshotOf(store, read);

function selected(selection: SnapshotSelection): Promise<string[]> {
  return inSnapshot(async (snapshot) => {
    const ids: string[] = [];
    for await (const batch of snapshot.select(selection)) ids.push(...batch.map(({ id }) => id));
    return ids;
  });
}

function queryOf(type: string, ...pairs: (readonly [string, string])[]): SearchQuery {
  const parsed = parseSearch({ kind: 'type', type }, pairs, { strict: true });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.query;
}

describe('a selection of a snapshot', () => {
  const type = 'Observation';

  it('is of what changed after one moment and before another', async () => {
    expect(await selected({ type, changed: { after: between } })).toEqual(['a2', 'b1', 'back']);
    expect(await selected({ type, changed: { before: between } })).toEqual(['a1', 'ab', 'stone']);
    expect(await selected({ type, changed: { after: between, before: later } })).toEqual([
      'a2',
      'b1',
      'back',
    ]);
    expect(await selected({ type, changed: { after: later } })).toEqual([]);
    const { lastUpdated } = (await store.read(type, 'a2'))!;
    const at = new Date(lastUpdated);
    expect(await selected({ type, changed: { after: at } })).not.toContain('a2');
    expect(await selected({ type, changed: { before: at } })).not.toContain('a2');
    expect(await selected({ type, changed: { after: new Date(at.getTime() - 1) } })).toContain('a2');
    expect(await selected({ type, changed: { before: new Date(at.getTime() + 1) } })).toContain('a2');
  });

  it('is of the compartments of any patient, or of some', async () => {
    expect(await selected({ type, patients: 'any' })).toEqual(['a1', 'ab', 'a2', 'b1', 'back']);
    expect(await selected({ type, patients: ['bob'] })).toEqual(['ab', 'b1']);
    expect(await selected({ type, patients: ['bob', 'anna'] })).toEqual(['a1', 'ab', 'a2', 'b1', 'back']);
    expect(await selected({ type, patients: ['clara', 'nobody'] })).toEqual([]);
    expect(await selected({ type, patients: [] })).toEqual([]);
    expect(await selected({ type: 'Patient', patients: 'any' })).toEqual(['anna', 'bob', 'clara']);
    expect(await selected({ type: 'Patient', patients: ['clara', 'nobody'] })).toEqual(['clara']);
    expect(await selected({ type: 'Practitioner', patients: 'any' })).toEqual([]);
    expect(await selected({ type: 'Practitioner', patients: ['anna'] })).toEqual([]);
  });

  it('is of some ids', async () => {
    expect(await selected({ type, ids: ['stone', 'none', 'a1', 'gone'] })).toEqual(['a1', 'stone']);
    expect(await selected({ type: 'Patient', ids: ['a1'] })).toEqual([]);
  });

  it('has the Provenance of what is in the compartments', async () => {
    expect(await selected({ type: 'Provenance', patients: 'any' })).toEqual(['of-a1', 'of-bob']);
    expect(await selected({ type: 'Provenance', patients: ['anna'] })).toEqual(['of-a1']);
    expect(await selected({ type: 'Provenance', patients: ['bob'] })).toEqual(['of-bob']);
    expect(await selected({ type: 'Provenance', patients: ['clara'] })).toEqual([]);
    expect(await selected({ type: 'Provenance' })).toHaveLength(3);
  });

  it('is of what one of several searches finds, each once', async () => {
    const code = (value: string) => queryOf(type, ['code', value], ['_count', '1']);
    const two = [code('a1,ab,b1,a2'), code('b1,ab'), queryOf(type, ['status', 'amended'])];
    expect(await selected({ type, anyOf: two })).toEqual(['b1', 'a2', 'ab', 'a1']);
    expect(await selected({ type, anyOf: two, patients: ['bob'] })).toEqual(['b1', 'ab']);
    expect(await selected({ type, anyOf: two, changed: { after: between } })).toEqual(['b1', 'a2']);
    const chained = queryOf(type, ['subject:Patient._id', 'bob']);
    expect(await selected({ type, anyOf: [chained] })).toEqual(['b1']);
    expect(await selected({ type, anyOf: [code('none')] })).toEqual([]);
    expect(await selected({ type, anyOf: [queryOf(type)], patients: 'any' })).toEqual([
      'back',
      'b1',
      'a2',
      'ab',
      'a1',
    ]);
  });

  it('has large resources whole and in their place', async () => {
    // Hexadecimal digits take half their room at the least, however they are compressed.
    const data = randomBytes(200_000).toString('hex');
    for (const [id, text] of Object.entries({ first: 'x', large: data, last: 'y' }))
      await put({ resourceType: 'Basic', id, code: { text } });
    const found: string[] = [];
    await inSnapshot(async (snapshot) => {
      for await (const batch of snapshot.select({ type: 'Basic' }))
        for (const { id, body } of batch) {
          found.push(id);
          if (id === 'large') expect(body.includes(data)).toBe(true);
        }
    });
    expect(found).toEqual(['first', 'large', 'last']);
  });

  it('searches in the snapshot, not in what is written meanwhile', async () => {
    const query = queryOf(type, ['code', 'late']);
    await inSnapshot(async (snapshot) => {
      await put(observation('late', 'Patient/anna'));
      for await (const batch of snapshot.select({ type, anyOf: [query] })) expect(batch).toEqual([]);
    });
    expect(await selected({ type, anyOf: [query] })).toEqual(['late']);
    await store.delete(type, 'late');
  });
});

describe('the deleted of a snapshot', () => {
  it('are deleted still, and were so within', async () => {
    const deleted = (changed: object, patients?: 'any' | readonly string[]) =>
      inSnapshot(async (snapshot) => {
        const found: string[] = [];
        const selection = { types: ['Observation'], changed, ...(patients && { patients }) };
        for await (const batch of snapshot.deleted(selection)) found.push(...batch.map(({ id }) => id));
        return found;
      });
    const within = { after: between, before: later };
    expect(await deleted(within)).toEqual(['gone']);
    expect(await deleted(within, 'any')).toEqual(['gone']);
    expect(await deleted(within, ['anna'])).toEqual(['gone']);
    expect(await deleted(within, ['bob'])).toEqual([]);
    expect(await deleted({ before: between })).toEqual([]);
  });
});

describe('the moment of a snapshot', () => {
  it('lies before what is being written when it is taken', async () => {
    const writing = await stores.database.pool.connect();
    try {
      await writing.query('BEGIN');
      await writing.query('SELECT pg_current_xact_id()');
      const [row] = (await writing.query<{ now: Date }>('SELECT now() AS now')).rows;
      await moment();
      const snapshot = await store.exportSnapshot({ settleMs: 20 });
      await snapshot.close();
      expect(Date.parse(snapshot.transactionTime)).toBeLessThanOrEqual(row!.now.getTime() - 20);
    } finally {
      await writing.query('ROLLBACK');
      writing.release();
    }
    const before = Date.now();
    const snapshot = await store.exportSnapshot({ settleMs: 50 });
    await snapshot.close();
    expect(Date.parse(snapshot.transactionTime)).toBeLessThanOrEqual(Date.now() - 50);
    expect(Date.parse(snapshot.transactionTime)).toBeGreaterThanOrEqual(before - 10);
  });
});
