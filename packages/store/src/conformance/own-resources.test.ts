import type { SearchQuery } from '@wellspring/fhir';
import { describe, expect, test } from 'vitest';
import type { StoredVersion } from '../read/stored-version.js';
import { findOwn } from './own-resources.js';

type FindOwn = Parameters<typeof findOwn> extends [unknown, ...infer Rest] ? Rest : never;

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

function storeOf(found: readonly StoredVersion[]) {
  const searches: SearchQuery[] = [];
  const store = {
    read: (type: string, id: string) =>
      Promise.resolve(found.find((one) => one.type === type && one.id === id)),
    search: (query: SearchQuery) => {
      searches.push(query);
      return Promise.resolve({ matches: found.slice(0, query.count) });
    },
  };
  return { searches, find: (...by: FindOwn) => findOwn(store, ...by) };
}

describe('a value set of the data store', () => {
  test('by its id', async () => {
    const { find } = storeOf([version('a', 1n)]);
    expect(await find('ValueSet', { id: 'a' })).toMatchObject({ id: 'a' });
    expect(await find('ValueSet', { id: 'b' })).toBeUndefined();
    expect(await find('CodeSystem', { id: 'a' })).toBeUndefined();
  });

  test('deleted, it is not there', async () => {
    const { type, id, lastUpdated } = version('a', 1n);
    const { find } = storeOf([{ type, id, version: 2, vid: 2n, lastUpdated, method: 'delete' }]);
    expect(await find('ValueSet', { id: 'a' })).toBeUndefined();
  });

  test('by its URL: the one written last', async () => {
    const { find, searches } = storeOf([version('new', 2n), version('old', 1n)]);
    const url = 'http://a.example/v,1|2';
    expect(await find('ValueSet', { url })).toMatchObject({ id: 'new' });
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
    const { find, searches } = storeOf([]);
    expect(await find('CodeSystem', { url: 'http://a.example/c', version: '2.0' })).toBeUndefined();
    const [search] = searches[0]!.searches;
    expect(search).toMatchObject({
      type: 'CodeSystem',
      conditions: [{ param: 'url' }, { param: 'version', anyOf: [{ kind: 'token', code: '2.0' }] }],
    });
  });

  test('that cannot be asked for', async () => {
    const { find, searches } = storeOf([version('a', 1n)]);
    expect(await find('ValueSet', { url: 'http://a.example/\0' })).toBeUndefined();
    expect(searches).toEqual([]);
  });
});
