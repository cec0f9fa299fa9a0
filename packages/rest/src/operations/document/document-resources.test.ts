import type { JsonObject } from '@wellspring/fhir';
import type { DataStore, StoredVersion } from '@wellspring/store';
import { describe, expect, it } from 'vitest';
import { documentResources } from './document-resources.js';

const megabyte = 'x'.repeat(1024 * 1024);

function version(type: string, id: string, number: number, more: JsonObject = {}): StoredVersion {
  const body = Buffer.from(JSON.stringify({ resourceType: type, id, ...more }));
  return { type, id, version: number, lastUpdated: '2024-01-01T00:00:00.000Z', body } as StoredVersion;
}

/** A store that gives one resource at a time, and counts the most bytes of one answer. */
function storeOf(versions: readonly StoredVersion[]) {
  const reads = { read: 0, vread: 0 };
  const store: Pick<DataStore, 'id' | 'readSome' | 'vread'> = {
    id: '0'.repeat(32),
    readSome: (keys) => {
      reads.read++;
      const found = versions.find(({ type, id }) => type === keys[0]!.type && id === keys[0]!.id);
      return Promise.resolve({ versions: found === undefined ? [] : [found], rest: keys.slice(1) });
    },
    vread: (type, id, number) => {
      reads.vread++;
      return Promise.resolve(version(type, id, number, { text: { div: megabyte } }));
    },
  };
  return { store: store as DataStore, reads };
}

const entry = (references: readonly string[]): StoredVersion =>
  version('Composition', 'c', 1, { section: [{ entry: references.map((reference) => ({ reference })) }] });
const limits = { depth: 3, resources: 1_000 };
const { signal } = new AbortController();

describe('the resources of a document, where there is room for one at a time', () => {
  it('are all there, in the order in which they are come upon', async () => {
    const { store } = storeOf([
      version('Patient', 'p', 1),
      version('Observation', 'a', 1, { hasMember: [{ reference: 'Observation/b' }] }),
      version('Observation', 'b', 1),
    ]);
    const found = await documentResources(
      { store, limits, signal },
      entry(['Observation/a', 'Patient/p', 'Patient/p/_history/7', 'Observation/b']),
    );
    if (!found.ok) throw new Error(JSON.stringify(found));
    expect(found.versions.map((each) => `${each.type}/${each.id}/${each.version}`)).toEqual([
      'Observation/a/1',
      'Patient/p/1',
      'Patient/p/7',
      'Observation/b/1',
    ]);
  });

  it('are named where they are missing', async () => {
    const { store } = storeOf([version('Patient', 'p', 1)]);
    const found = await documentResources(
      { store, limits, signal },
      entry(['Observation/a', 'Patient/p', 'Observation/b']),
    );
    expect(found).toMatchObject({ ok: false, code: 'document-incomplete' });
    expect(JSON.stringify(found)).toMatch(/Observation\/a.*Observation\/b/);
  });

  it('are not read on when they are too many bytes, be they earlier versions', async () => {
    const { store, reads } = storeOf([version('Patient', 'p', 1_000)]);
    const references = Array.from({ length: 200 }, (_, at) => `Patient/p/_history/${at + 1}`);
    const found = await documentResources({ store, limits, signal }, entry(references));
    expect(found).toMatchObject({ ok: false, code: 'too-costly' });
    // 64 MiB are refused, after one read too many.
    expect(reads.vread).toBeLessThan(70);
  });
});
