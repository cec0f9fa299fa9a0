import { describe, expect, it } from 'vitest';
import type { ConformanceSource } from '../conformance/conformance-source.js';
import { specification } from '../conformance/specification.js';
import type { JsonObject } from '../json/json-value.js';
import { storedCodeSystem } from '../terminology/stored-code-system.js';
import { createKnownCodes } from './known-codes.js';
import { uriPart } from './uri-part.js';

const system = 'http://a.example/codes';
const concepts = [{ code: 'Abc', concept: [{ code: 'Nested' }] }];

function sourceOf(tree: JsonObject | undefined): ConformanceSource {
  return { find: (_, by) => Promise.resolve('url' in by && by.url === system ? tree : undefined) };
}
const known = (tree: JsonObject | undefined) => createKnownCodes(sourceOf(tree)).lookUp(system);

describe('a code system', () => {
  it('that is whole knows its codes', async () => {
    const found = await known({ resourceType: 'CodeSystem', content: 'complete', concept: concepts });
    if (found.known !== 'whole') throw new Error(found.known);
    expect(['Abc', 'Nested', 'abc', 'x'].map((code) => found.has(code))).toEqual([true, true, false, false]);
  });

  it('without case takes codes in any case', async () => {
    const tree = { resourceType: 'CodeSystem', content: 'complete', caseSensitive: false, concept: concepts };
    const found = await known(tree);
    if (found.known !== 'whole') throw new Error(found.known);
    expect(['aBC', 'x'].map((code) => found.has(code))).toEqual([true, false]);
  });

  it.each([
    ['fragment', 'part'],
    ['example', 'part'],
    ['not-present', 'part'],
    ['supplement', 'not'],
  ])('with the content %s is known: %s', async (content, expected) => {
    expect(await known({ resourceType: 'CodeSystem', content, concept: concepts })).toEqual({
      known: expected,
    });
  });

  it('that was loaded is asked for the codes, before one that is stored', async () => {
    const loaded = storedCodeSystem({ url: system, content: 'complete', concept: [{ code: 'L' }] });
    const stored = sourceOf({ resourceType: 'CodeSystem', content: 'fragment', concept: concepts });
    const source = { ...stored, loadedCodeSystem: () => Promise.resolve(loaded) };
    const found = await createKnownCodes(source).lookUp(system);
    if (found.known !== 'loaded') throw new Error(found.known);
    expect(await found.those(['L', 'Abc'])).toEqual(new Set(['L']));
  });

  it('that nobody has is not known', async () => {
    expect(await known(undefined)).toEqual({ known: 'not' });
  });

  it('that is larger than there is room for is known in part', async () => {
    const tree = { resourceType: 'CodeSystem', content: 'complete', concept: concepts };
    expect(await createKnownCodes(sourceOf(tree), 1).lookUp(system)).toEqual({ known: 'part' });
    expect(await createKnownCodes(sourceOf(tree), 2).lookUp(system)).toMatchObject({ known: 'whole' });
  });

  it('is looked up once, and not where there are too many, or it is too long', async () => {
    const asked: string[] = [];
    const codes = createKnownCodes({
      find: (_, by) => {
        if ('url' in by) asked.push(by.url);
        return Promise.resolve(undefined);
      },
    });
    await codes.lookUp('x'.repeat(1001));
    for (let i = 0; i < 10_010; i++) await codes.lookUp(`http://a.example/${i}`);
    // UCUM is there without being asked for.
    expect(asked).toHaveLength(9_999);
    expect(codes.known('x'.repeat(1001))).toBeUndefined();
  });

  it('is remembered', async () => {
    const codes = createKnownCodes(sourceOf(undefined));
    expect(codes.known(system)).toBeUndefined();
    await codes.lookUp(system);
    expect(codes.known(system)).toEqual({ known: 'not' });
  });

  it('of the specification, and UCUM', async () => {
    const codes = createKnownCodes(specification);
    const gender = await codes.lookUp('http://hl7.org/fhir/administrative-gender');
    if (gender.known !== 'whole') throw new Error(gender.known);
    expect([gender.has('female'), gender.has('femail')]).toEqual([true, false]);
    const ucum = codes.known('http://unitsofmeasure.org');
    if (ucum?.known !== 'whole') throw new Error('UCUM');
    expect([ucum.has('mm[Hg]'), ucum.has('mmHg')]).toEqual([true, false]);
  });
});

it.each([
  ['http://loinc.org', 'http://loinc.org'],
  ['urn:oid:2.16.840.1.113883.6.238', 'urn:oid:2.16.840.1.113883.6.238'],
  ['Jane Doe', '(not a URI)'],
  ['http://a.example/<script>', '(not a URI)'],
  ['http://a.example/a b', '(not a URI)'],
  [`http://a.example/${'x'.repeat(300)}`, '(not a URI)'],
  ['', '(not a URI)'],
])('%j as the name of a part is %j', (text, part) => {
  expect(uriPart(text)).toBe(part);
});
