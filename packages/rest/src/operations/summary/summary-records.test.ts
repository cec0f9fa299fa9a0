import type { DataStore, StoredVersion } from '@wellspring/store';
import { expect, test } from 'vitest';
import { medicationsOf, summaryRecords } from './summary-records.js';

const { signal } = new AbortController();
const megabyte = 1024 * 1024;

/** So many megabytes of white space are as large as any others, and quickly read. */
function large(type: string, id: string, megabytes: number, more: object = {}): StoredVersion {
  const text = JSON.stringify({ resourceType: type, id, ...more });
  const body = Buffer.from(' '.repeat(megabytes * megabyte) + text);
  return { type, id, version: 1, lastUpdated: '2024-01-01T00:00:00.000Z', body } as StoredVersion;
}

/** A store that gives one resource at a time. */
function storeOf(members: readonly StoredVersion[], others: readonly StoredVersion[] = []): DataStore {
  const all = [...members, ...others];
  const store: Pick<DataStore, 'id' | 'compartment' | 'readSome'> = {
    id: '0'.repeat(32),
    compartment: ({ after }) => {
      const at = after === undefined ? 0 : members.findIndex(({ id }) => id === after.id) + 1;
      const { type, id } = members[at]!;
      const next = at + 1 < members.length ? { next: { type, id } } : {};
      return Promise.resolve({ matches: [members[at]!], total: members.length, ...next });
    },
    readSome: (keys) => {
      const found = all.find(({ type, id }) => type === keys[0]!.type && id === keys[0]!.id);
      return Promise.resolve({ versions: found === undefined ? [] : [found], rest: keys.slice(1) });
    },
  };
  return store as DataStore;
}

const patient = { reference: 'Patient/p' };
const allergy = (id: string, megabytes: number) => large('AllergyIntolerance', id, megabytes, { patient });

test('records of too many bytes together are refused, before all are held', async () => {
  const fitting = await summaryRecords(storeOf([allergy('a', 31), allergy('b', 31)]), 'p', signal);
  expect(fitting.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(['a', 'b']);
  const store = storeOf([allergy('a', 31), allergy('b', 31), allergy('c', 31)]);
  await expect(summaryRecords(store, 'p', signal)).rejects.toMatchObject({ code: 'too-costly' });
});

test('the last of each code count, too', async () => {
  const observation = (id: string) =>
    large('Observation', id, 31, {
      status: 'final',
      subject: patient,
      category: [{ coding: [{ code: 'laboratory' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: id }] },
    });
  const some = storeOf([observation('a'), observation('b')]);
  const found = await summaryRecords(some, 'p', signal);
  expect(found.flatMap(({ records }) => records)).toHaveLength(2);
  const store = storeOf([observation('a'), observation('b'), observation('c')]);
  await expect(summaryRecords(store, 'p', signal)).rejects.toMatchObject({ code: 'too-costly' });
});

test('so are medications that records name', async () => {
  const statements = ['a', 'b', 'c'].map((id) =>
    large('MedicationStatement', id, 0, {
      status: 'active',
      subject: patient,
      medicationReference: { reference: `Medication/${id}` },
    }),
  );
  const medications = ['a', 'b', 'c'].map((id) => large('Medication', id, 31));
  const store = storeOf(statements, medications);
  const sections = await summaryRecords(store, 'p', signal);
  await expect(medicationsOf(store, sections, signal)).rejects.toMatchObject({ code: 'too-costly' });
  const two = await summaryRecords(storeOf(statements.slice(1)), 'p', signal);
  expect([...(await medicationsOf(store, two, signal)).keys()]).toEqual(['Medication/b', 'Medication/c']);
});
