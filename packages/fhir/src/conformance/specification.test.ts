import { describe, expect, it } from 'vitest';
import { canonicalParts } from './conformance-source.js';
import { specification, specified, specifiedUrls } from './specification.js';

describe('the specification as a source', () => {
  it('has the definitions of R4 by canonical URL', async () => {
    const url = 'http://hl7.org/fhir/StructureDefinition/Patient';
    expect(specified('StructureDefinition', { url })).toMatchObject({
      resourceType: 'StructureDefinition',
      url,
      version: '4.0.1',
      type: 'Patient',
    });
    expect(
      specified('CodeSystem', { url: 'http://hl7.org/fhir/administrative-gender' })?.['concept'],
    ).toHaveLength(4);
    expect(await specification.find('ValueSet', { url: 'http://hl7.org/fhir/ValueSet/doc-typecodes' })).toBe(
      specified('ValueSet', { url: 'http://hl7.org/fhir/ValueSet/doc-typecodes' }),
    );
  });

  it('keeps the elements of snapshots, with what validation needs of each', () => {
    const tree = specified('StructureDefinition', {
      url: 'http://hl7.org/fhir/StructureDefinition/bodyweight',
    });
    const { element } = tree!['snapshot'] as unknown as { element: readonly Record<string, unknown>[] };
    expect(element.find(({ id }) => id === 'Observation.category:VSCat')).toMatchObject({
      path: 'Observation.category',
      sliceName: 'VSCat',
      min: 1,
      max: '1',
    });
    expect(element.every((each) => !('definition' in each) && !('mapping' in each))).toBe(true);
  });

  it.each([
    ['4.0.1', true],
    ['4.0', true],
    ['4', true],
    ['4.0.0', false],
    ['5.0.0', false],
    ['4.0.1.', false],
  ])('has version %j: %j', (version, there) => {
    const found = specified('StructureDefinition', {
      url: 'http://hl7.org/fhir/StructureDefinition/Patient',
      version,
    });
    expect(found !== undefined).toBe(there);
  });

  it('has nothing of other URLs, and nothing by id', async () => {
    expect(specified('ValueSet', { url: 'http://a.example/v' })).toBeUndefined();
    expect(specified('ValueSet', { url: '' })).toBeUndefined();
    expect(await specification.find('ValueSet', { id: 'administrative-gender' })).toBeUndefined();
  });

  it('has every concept map that HL7 published with R4', () => {
    expect(specifiedUrls('ConceptMap')).toContain('http://hl7.org/fhir/ConceptMap/cm-address-use-v2');
  });
});

describe('a canonical reference', () => {
  it.each([
    ['http://a.example/v|2', { url: 'http://a.example/v', version: '2' }],
    ['http://a.example/v', { url: 'http://a.example/v' }],
    ['http://a.example/v|', { url: 'http://a.example/v' }],
  ])('%s is taken apart', (text, parts) => {
    expect(canonicalParts(text)).toEqual(parts);
  });
});
