import type { SearchQuery } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { describe, expect, test } from 'vitest';
import { createParsedTrees } from './parsed-trees.js';
import { storedTerminology } from './stored-terminology.js';

function version(id: string, vid: bigint, members: object = {}): StoredVersion {
  const body = Buffer.from(JSON.stringify({ resourceType: 'ValueSet', id, ...members }));
  return {
    type: 'ValueSet',
    id,
    version: 1,
    vid,
    lastUpdated: '2024-01-01T00:00:00.000Z',
    method: 'create',
    body,
  };
}

function terminologyOf(found: readonly StoredVersion[]) {
  const searches: SearchQuery[] = [];
  const store = {
    read: (type: string, id: string) =>
      Promise.resolve(found.find((one) => one.type === type && one.id === id)),
    search: (query: SearchQuery) => {
      searches.push(query);
      return Promise.resolve({ matches: found.slice(0, query.count) });
    },
    codeSystems: { find: () => Promise.resolve(undefined) },
  };
  return { searches, source: storedTerminology(store, createParsedTrees()) };
}

describe('a value set of the data store', () => {
  test('by its id', async () => {
    const { source } = terminologyOf([version('a', 1n)]);
    expect(await source.find('ValueSet', { id: 'a' })).toMatchObject({ id: 'a' });
    expect(await source.find('ValueSet', { id: 'b' })).toBeUndefined();
    expect(await source.find('CodeSystem', { id: 'a' })).toBeUndefined();
  });

  test('deleted, it is not there', async () => {
    const { type, id, lastUpdated } = version('a', 1n);
    const { source } = terminologyOf([{ type, id, version: 2, vid: 2n, lastUpdated, method: 'delete' }]);
    expect(await source.find('ValueSet', { id: 'a' })).toBeUndefined();
  });

  test('by its URL: the one written last', async () => {
    const { source, searches } = terminologyOf([version('new', 2n), version('old', 1n)]);
    const url = 'http://a.example/v,1|2';
    expect(await source.find('ValueSet', { url })).toMatchObject({ id: 'new' });
    expect(searches).toMatchObject([
      {
        searches: [
          {
            type: 'ValueSet',
            conditions: [{ param: 'url', anyOf: [{ kind: 'uri', match: 'equal', value: url }] }],
          },
        ],
        count: 1,
        sort: [{ param: '_lastUpdated', direction: 'descending' }],
      },
    ]);
  });

  test('by its URL and version', async () => {
    const { source, searches } = terminologyOf([]);
    expect(await source.find('CodeSystem', { url: 'http://a.example/c', version: '2.0' })).toBeUndefined();
    const [search] = searches[0]!.searches;
    expect(search).toMatchObject({
      type: 'CodeSystem',
      conditions: [{ param: 'url' }, { param: 'version', anyOf: [{ kind: 'token', code: '2.0' }] }],
    });
  });

  test('that cannot be asked for', async () => {
    const { source, searches } = terminologyOf([version('a', 1n)]);
    expect(await source.find('ValueSet', { url: 'http://a.example/\0' })).toBeUndefined();
    expect(searches).toEqual([]);
  });
});

describe('what was parsed', () => {
  test('is the same object for the same version, and another for another', () => {
    const trees = createParsedTrees();
    const first = trees.of(version('a', 1n));
    expect(trees.of(version('a', 1n))).toBe(first);
    expect(trees.of(version('a', 2n))).not.toBe(first);
  });

  test('makes room for what is used more', () => {
    const size = version('a', 1n).body!.length;
    const trees = createParsedTrees(2 * size);
    const [a, b] = [trees.of(version('a', 1n)), trees.of(version('b', 2n))];
    expect(trees.of(version('a', 1n))).toBe(a);
    trees.of(version('c', 3n));
    expect(trees.of(version('a', 1n))).toBe(a);
    expect(trees.of(version('b', 2n))).not.toBe(b);
  });

  test('is not kept where it is too large', () => {
    const trees = createParsedTrees(10);
    const one = version('a', 1n);
    expect(trees.of(one)).not.toBe(trees.of(one));
    expect(trees.of(one)).toEqual(trees.of(one));
  });
});
