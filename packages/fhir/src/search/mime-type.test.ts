import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../definitions/r4.js';
import type { JsonObject } from '../json/json-value.js';
import { matchesSearch } from './matching/matches-search.js';
import { takesMimeTypes } from './mime-type.js';
import { conditionsOf, diagnosticsOf } from './parsing/testing/parsed.js';
import { searchParameters } from './search-parameters.js';

it('the parameters of mime types', () => {
  const all = resourceTypes.flatMap((type) =>
    [...searchParameters(type).keys()]
      .filter((param) => takesMimeTypes(type, param))
      .map((param) => `${type}.${param}`),
  );
  expect(all).toEqual([
    'CapabilityStatement.format',
    'DocumentReference.contenttype',
    'Library.content-type',
  ]);
});

// "This search will find all text/xml documents: DocumentReference?contenttype:below=text/xml", also "text/xml;
// charset=UTF-8" (https://hl7.org/fhir/R4/search.html#mimetype). Types are no case-sensitive texts (RFC 2045, 5.1).
describe('what is below a mime type', () => {
  it.each<[below: string, contentType: string, expected: boolean]>([
    ['text/xml', 'text/xml', true],
    ['text/xml', 'text/xml; charset=UTF-8', true],
    ['text/xml', 'text/xml;charset=UTF-8', true],
    ['text/xml', 'text/xml ; charset=UTF-8', true],
    ['text/xml', 'TEXT/XML', true],
    ['text/xml', 'text/xmlish', false],
    ['text/xml', 'text/plain', false],
    ['text/xml', 'application/text/xml', false],
    ['text', 'text/xml; charset=UTF-8', true],
    ['text/', 'text/xml', true],
    ['text', 'texts/xml', false],
    ['|text/xml', 'text/xml', true],
    ['text/xml; charset=utf-8', 'text/xml;charset=UTF-8', true],
    ['text/xml; charset=utf-8', 'text/xml', false],
  ])('%s: %s %s', (below, contentType, expected) => {
    const tree: JsonObject = {
      resourceType: 'DocumentReference',
      content: [{ attachment: { contentType } }],
    };
    const conditions = conditionsOf(`DocumentReference?contenttype:below=${below}`);
    const resource = { type: 'DocumentReference', id: '1', tree, lastUpdated: 0 };
    expect(matchesSearch({ type: 'DocumentReference', conditions }, resource)).toBe(expected);
  });
});

it.each([
  ['contenttype:below=urn:ietf:bcp:13|text/xml', 'names a system'],
  ['contenttype:below=/xml', 'is not a mime type'],
  ['contenttype:below=;', 'is not a mime type'],
  ['_id:missing=maybe', 'neither true nor false'],
])('%s is refused', (query, text) => {
  expect(diagnosticsOf(`DocumentReference?${query}`)).toContain(text);
});
