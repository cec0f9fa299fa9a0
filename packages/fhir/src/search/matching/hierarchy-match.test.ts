import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { conditionsOf } from '../parsing/testing/parsed.js';
import type { MatchedResource, ResourceGraph } from './matched-resource.js';
import { matchesSearch } from './matches-search.js';

const storeId = '0f3a';

function location(id: string, partOf?: string): MatchedResource {
  const tree: JsonObject = { resourceType: 'Location', id, ...(partOf && { partOf: { reference: partOf } }) };
  return { type: 'Location', id, tree, lastUpdated: 0, storeId };
}

/** A ward in a house, of a campus that is not here; two that contain each other; one on another server. */
const stored = [
  location('bed', 'Location/ward'),
  location('ward', `https://h.example/datastore/${storeId}/r4/Location/house`),
  location('house', 'Location/campus'),
  location('one', 'Location/other'),
  location('other', 'Location/one/_history/2'),
  location('guest', 'http://a.example/Location/house'),
];
const graph: ResourceGraph = {
  resolve: (target) => stored.find(({ type, id }) => `${type}/${id}` === target),
  referring: () => [],
};

// https://hl7.org/fhir/R4/search.html#recursive
describe('the hierarchy of a reference', () => {
  it.each<[query: string, at: string, expected: boolean]>([
    // "all procedures that occurred at location with id 42, but also ... in locations that are part of" it
    ['location:below=house', 'Location/house', true],
    ['location:below=house', 'Location/ward', true],
    ['location:below=house', 'Location/bed', true],
    ['location:below=ward', 'Location/house', false],
    ['location:below=campus', 'Location/bed', true],
    ['location:below=campus', 'Location/one', false],
    ['location:below=house', `http://x/datastore/${storeId}/r4/Location/bed`, true],
    ['location:below=http://a.example/Location/house', 'Location/guest', true],
    ['location:below=house', 'Location/guest', false],
    // "or during any parent encounter of that encounter"
    ['location:above=bed', 'Location/bed', true],
    ['location:above=bed', 'Location/house', true],
    ['location:above=ward', 'Location/bed', false],
    // The campus is not here: nothing is known of it.
    ['location:above=bed', 'Location/campus', false],
    // Circles end.
    ['location:below=one', 'Location/other', true],
    ['location:above=one', 'Location/other', true],
    ['location:below=house', 'Location/one', false],
    ['location:above=house', 'Location/one', false],
  ])('%s at %s: %s', (query, at, expected) => {
    const tree: JsonObject = { resourceType: 'Procedure', location: { reference: at } };
    const procedure = { type: 'Procedure', id: '1', tree, lastUpdated: 0, storeId };
    const conditions = conditionsOf(`Procedure?${query}`);
    expect(matchesSearch({ type: 'Procedure', conditions }, procedure, graph)).toBe(expected);
  });
});

// https://hl7.org/fhir/R4/search.html#versions
describe('the versions of a canonical URL', () => {
  it.each<[query: string, canonical: string, expected: boolean]>([
    ['http://acme.com/some-profile', 'http://acme.com/some-profile|1.0', true],
    ['http://acme.com/some-profile', 'http://acme.com/some-profile', true],
    ['http://acme.com/some-profile', 'http://acme.com/some-profile/2|1.0', false],
    ['http://acme.com/some-profile|1', 'http://acme.com/some-profile|1.0', true],
    ['http://acme.com/some-profile|1', 'http://acme.com/some-profile|1.1', true],
    ['http://acme.com/some-profile|1', 'http://acme.com/some-profile|1', true],
    ['http://acme.com/some-profile|1', 'http://acme.com/some-profile|2.0', false],
    ['http://acme.com/some-profile|1', 'http://acme.com/some-profile|10', false],
    ['http://acme.com/some-profile|1', 'http://acme.com/some-profile', false],
  ])('%s: %s %s', (query, questionnaire, expected) => {
    const tree: JsonObject = { resourceType: 'QuestionnaireResponse', questionnaire };
    const response = { type: 'QuestionnaireResponse', id: '1', tree, lastUpdated: 0, storeId };
    const conditions = conditionsOf(`QuestionnaireResponse?questionnaire:below=${query}`);
    expect(matchesSearch({ type: 'QuestionnaireResponse', conditions }, response)).toBe(expected);
  });
});
