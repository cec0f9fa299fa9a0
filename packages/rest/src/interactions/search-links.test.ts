import { parseSearch, type SearchScope } from '@wellspring/fhir';
import { describe, expect, test } from 'vitest';
import type { QueryPair } from '../request/query-pairs.js';
import { searchLinks } from './search-links.js';

const base = 'https://fhir.example/datastore/1/r4';

function links(
  scope: SearchScope,
  params: readonly QueryPair[],
  places: { readonly next?: string; readonly previous?: string } = {},
) {
  const parsed = parseSearch(scope, params, { strict: false });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return searchLinks(base, scope, parsed.query, places).map(
    ({ relation, url }) => `${relation} ${url.slice(base.length)}`,
  );
}

const patients: SearchScope = { kind: 'type', type: 'Patient' };
const inCompartment: SearchScope = { kind: 'compartment', compartment: 'Patient', id: 'p' };

describe('where they lead', () => {
  test.each<[SearchScope, string]>([
    [{ kind: 'system' }, ''],
    [patients, '/Patient'],
    [{ ...inCompartment, type: 'Observation' }, '/Patient/p/Observation'],
    [inCompartment, '/Patient/p/*'],
  ])('%j', (scope, path) => {
    expect(links(scope, [])).toEqual([`self ${path}`]);
    expect(links(scope, [['_id', 'x']], { next: 'n' })).toEqual([
      `self ${path}?_id=x`,
      `next ${path}?_id=x&_cursor=n`,
    ]);
    expect(links(scope, [], { previous: 'b' })).toEqual([`self ${path}`, `previous ${path}?_cursor=b`]);
  });
});

// "the search parameters that were actually used": https://hl7.org/fhir/R4/search.html#conformance
describe('what they say', () => {
  test('a page in the middle', () => {
    expect(
      links(
        patients,
        [
          ['gender', 'male'],
          ['_cursor', 'here'],
          ['_sort', '-birthdate'],
        ],
        {
          next: 'n',
          previous: 'b',
        },
      ),
    ).toEqual([
      'self /Patient?gender=male&_sort=-birthdate&_cursor=here',
      'next /Patient?gender=male&_sort=-birthdate&_cursor=n',
      'previous /Patient?gender=male&_sort=-birthdate&_cursor=b',
    ]);
  });

  test.each<[readonly QueryPair[], string]>([
    // Not known, and so not used.
    [
      [
        ['nonsense', '1'],
        ['gender', 'male'],
      ],
      '?gender=male',
    ],
    // No page is larger than this.
    [[['_count', '5000']], '?_count=1000'],
    [
      [
        ['_format', 'json'],
        ['_pretty', 'true'],
      ],
      '',
    ],
    [[['name', 'a&b=c+d é']], '?name=a%26b%3Dc%2Bd%20%C3%A9'],
    [[['identifier', 'http://a.example/ids|1,2']], '?identifier=http://a.example/ids%7C1,2'],
    [[['name:exact', 'a\\,b']], '?name:exact=a%5C,b'],
    [
      [
        ['name', 'a'],
        ['name', 'b'],
      ],
      '?name=a&name=b',
    ],
  ])('%j', (params, query) => {
    expect(links(patients, params)).toEqual([`self /Patient${query}`]);
  });
});
