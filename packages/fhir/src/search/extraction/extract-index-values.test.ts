import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../../definitions/r4.js';
import type { JsonObject } from '../../json/json-value.js';
import type { IndexValue } from '../index-value.js';
import { searchParameters } from '../search-parameters.js';
import { extractIndexValues } from './extract-index-values.js';
import { indexValueKey } from './index-value-key.js';

/** The values of one parameter, without what is the same in all of them. */
function values(tree: JsonObject, param: string): readonly object[] {
  return extractIndexValues(tree['resourceType'] as string, tree)
    .filter((value) => value.param === param)
    .map((value: IndexValue) =>
      Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'kind' && key !== 'param')),
    );
}

const day = (text: string) => Date.parse(text) * 1_000;

describe('tokens (https://hl7.org/fhir/R4/search.html#token)', () => {
  it.each<[string, JsonObject, string, readonly object[]]>([
    [
      'Coding',
      { resourceType: 'Encounter', class: { system: 's', code: 'AMB' } },
      'class',
      [{ system: 's', code: 'AMB' }],
    ],
    [
      'CodeableConcept',
      {
        resourceType: 'Condition',
        code: {
          coding: [{ system: 's', code: 'a' }, { code: 'b' }, { system: 't' }, { display: 'd' }],
          text: 'x',
        },
      },
      'code',
      [{ system: 's', code: 'a' }, { code: 'b' }, { system: 't' }],
    ],
    [
      'Identifier',
      { resourceType: 'Patient', identifier: [{ system: 's', value: '1' }, { value: '2' }] },
      'identifier',
      [{ system: 's', code: '1' }, { code: '2' }],
    ],
    [
      'ContactPoint',
      {
        resourceType: 'Patient',
        telecom: [
          { system: 'phone', value: '555' },
          { system: 'email', value: 'a@b' },
        ],
      },
      'phone',
      [{ code: '555' }],
    ],
    [
      'code with its implicit system',
      { resourceType: 'Patient', gender: 'male' },
      'gender',
      [{ system: 'http://hl7.org/fhir/administrative-gender', code: 'male' }],
    ],
    [
      'code that is not of its value set',
      { resourceType: 'Patient', gender: 'm' },
      'gender',
      [{ code: 'm' }],
    ],
    ['boolean', { resourceType: 'Patient', active: true }, 'active', [{ code: 'true' }]],
    [
      'string, not case sensitive',
      { resourceType: 'ValueSet', version: '1.0-RC' },
      'version',
      [{ code: '1.0-rc' }],
    ],
    [
      'uri',
      { resourceType: 'MessageHeader', eventUri: 'http://a.example/E' },
      'event',
      [{ code: 'http://a.example/E' }],
    ],
    [
      'a condition that holds',
      { resourceType: 'Patient', deceasedDateTime: '2020' },
      'deceased',
      [{ code: 'true' }],
    ],
    [
      'a condition that does not hold',
      { resourceType: 'Patient', deceasedBoolean: false },
      'deceased',
      [{ code: 'false' }],
    ],
    ['a condition of nothing', { resourceType: 'Patient' }, 'deceased', [{ code: 'false' }]],
    [
      'the tag',
      { resourceType: 'Basic', meta: { tag: [{ system: 's', code: 't' }] } },
      '_tag',
      [{ system: 's', code: 't' }],
    ],
    [
      'the same twice',
      { resourceType: 'Condition', code: { coding: [{ code: 'a' }, { code: 'a' }] } },
      'code',
      [{ code: 'a' }],
    ],
    [
      'empty texts',
      {
        resourceType: 'Condition',
        code: {
          coding: [
            { system: '', code: '' },
            { system: '', code: 'a' },
          ],
        },
      },
      'code',
      [{ code: 'a' }],
    ],
  ])('%s', (_, tree, param, expected) => {
    expect(values(tree, param)).toEqual(expected);
  });
});

describe('references (https://hl7.org/fhir/R4/search.html#reference)', () => {
  const subject = (reference: object): JsonObject => ({
    resourceType: 'Observation',
    subject: reference as JsonObject,
  });
  it.each<[string, JsonObject, string, readonly string[]]>([
    ['relative', subject({ reference: 'Patient/1' }), 'subject', ['Patient/1']],
    [
      'versioned',
      subject({ reference: 'Patient/1/_history/2' }),
      'subject',
      ['Patient/1', 'Patient/1/_history/2'],
    ],
    [
      'absolute',
      subject({ reference: 'http://a.example/Patient/1' }),
      'subject',
      ['http://a.example/Patient/1'],
    ],
    [
      'urn',
      subject({ reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' }),
      'subject',
      ['urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'],
    ],
    ['contained', subject({ reference: '#p' }), 'subject', []],
    ['by identifier', subject({ identifier: { value: '1' } }), 'subject', []],
    ['of the type that is asked for', subject({ reference: 'Patient/1' }), 'patient', ['Patient/1']],
    ['of another type', subject({ reference: 'Group/1' }), 'patient', []],
    [
      'canonical',
      { resourceType: 'QuestionnaireResponse', questionnaire: 'http://a.example/Q|1.0' },
      'questionnaire',
      ['http://a.example/Q', 'http://a.example/Q|1.0'],
    ],
    [
      'uri',
      { resourceType: 'ConceptMap', sourceUri: 'http://a.example/v' },
      'source-uri',
      ['http://a.example/v'],
    ],
    [
      'a resource within the resource',
      {
        resourceType: 'Bundle',
        entry: [
          { resource: { resourceType: 'Composition', id: 'c' } },
          { resource: { resourceType: 'Patient', id: 'p' } },
        ],
      },
      'composition',
      ['Composition/c'],
    ],
  ])('%s', (_, tree, param, targets) => {
    expect(values(tree, param)).toEqual(targets.map((target) => ({ target })));
  });
});

describe('strings (https://hl7.org/fhir/R4/search.html#string)', () => {
  it.each<[string, JsonObject, string, readonly string[]]>([
    [
      'HumanName',
      {
        resourceType: 'Patient',
        name: [
          {
            use: 'official',
            text: 'Dr. Eve Ünal',
            family: 'Carreno Quiñones',
            given: ['Eve', 'Ann'],
            suffix: ['Jr.'],
          },
        ],
      },
      'name',
      ['carreno quinones', 'quinones', 'dr eve unal', 'eve', 'ann', 'jr'],
    ],
    [
      'a family name',
      { resourceType: 'Patient', name: [{ family: 'Carreno Quiñones' }] },
      'family',
      ['carreno quinones', 'quinones'],
    ],
    [
      'Address',
      {
        resourceType: 'Patient',
        address: [
          { use: 'home', line: ['1 Main St.', 'Apt 2'], city: 'Köln', postalCode: '50667', country: 'DE' },
        ],
      },
      'address',
      ['1 main st', 'apt 2', 'koln', '50667', 'de'],
    ],
    [
      'a part of an address',
      { resourceType: 'Patient', address: [{ city: 'Köln' }] },
      'address-city',
      ['koln'],
    ],
    [
      'string',
      { resourceType: 'Organization', name: 'ACME', alias: ['Acme', 'The Company'] },
      'name',
      ['acme', 'the company'],
    ],
    [
      'markdown',
      { resourceType: 'Library', url: 'http://a.example', description: '*Some* text' },
      'description',
      ['some text'],
    ],
    ['nothing but punctuation', { resourceType: 'Organization', name: '…' }, 'name', []],
    [
      'the value of an extension',
      {
        resourceType: 'Observation',
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/observation-geneticsDnaVariant',
            valueString: 'V1',
          },
        ],
      },
      'dna-variant',
      ['v1'],
    ],
  ])('%s', (_, tree, param, texts) => {
    expect(values(tree, param)).toEqual(texts.map((value) => ({ value })));
  });
});

describe('dates (https://hl7.org/fhir/R4/search.html#date)', () => {
  const instant = day('2013-01-14T10:00:00Z');
  it.each<[string, JsonObject, string, readonly object[]]>([
    [
      'date',
      { resourceType: 'Patient', birthDate: '1987-02' },
      'birthdate',
      [{ low: day('1987-02-01'), high: day('1987-03-01') }],
    ],
    [
      'dateTime',
      { resourceType: 'Observation', effectiveDateTime: '2013-01-14' },
      'date',
      [{ low: day('2013-01-14'), high: day('2013-01-15') }],
    ],
    [
      'instant',
      { resourceType: 'Appointment', start: '2013-01-14T10:00:00Z' },
      'date',
      [{ low: instant, high: instant + 1 }],
    ],
    [
      'instant of a far year',
      { resourceType: 'Appointment', start: '9000-01-01T00:00:00Z' },
      'date',
      [{ low: day('9000-01-01T00:00:00Z'), high: day('9000-01-01T00:00:01Z') }],
    ],
    [
      'Period',
      { resourceType: 'Encounter', period: { start: '2013-01-14', end: '2013-01-15' } },
      'date',
      [{ low: day('2013-01-14'), high: day('2013-01-16') }],
    ],
    [
      'Period without an end',
      { resourceType: 'Encounter', period: { start: '2013-01-14' } },
      'date',
      [{ low: day('2013-01-14'), high: Infinity }],
    ],
    [
      'Period without a start',
      { resourceType: 'Encounter', period: { end: '2013-01-14' } },
      'date',
      [{ low: -Infinity, high: day('2013-01-15') }],
    ],
    ['empty Period', { resourceType: 'Encounter', period: {} }, 'date', []],
    [
      'Period that ends before it starts',
      { resourceType: 'Encounter', period: { start: '2014', end: '2012' } },
      'date',
      [],
    ],
    [
      'Timing with events',
      { resourceType: 'Observation', effectiveTiming: { event: ['2013-03-24', '2013-01-31'] } },
      'date',
      [{ low: day('2013-01-31'), high: day('2013-03-25') }],
    ],
    [
      'Timing with bounds',
      {
        resourceType: 'Observation',
        effectiveTiming: { repeat: { boundsPeriod: { start: '2013-01-31', end: '2013-03-24' } } },
      },
      'date',
      [{ low: day('2013-01-31'), high: day('2013-03-25') }],
    ],
    ['what is no date', { resourceType: 'Patient', birthDate: '2013-02-30' }, 'birthdate', []],
  ])('%s', (_, tree, param, expected) => {
    expect(values(tree, param)).toEqual(expected);
  });
});

describe('numbers, quantities and URIs', () => {
  const ucum = 'http://unitsofmeasure.org';
  it.each<[string, JsonObject, string, readonly object[]]>([
    [
      'decimal',
      { resourceType: 'ChargeItem', factorOverride: 0.8 },
      'factor-override',
      [{ low: 0.8, high: 0.8 }],
    ],
    [
      'a Range of numbers',
      { resourceType: 'RiskAssessment', prediction: [{ probabilityRange: { high: { value: 0.5 } } }] },
      'probability',
      [{ low: -Infinity, high: 0.5 }],
    ],
    [
      'Quantity',
      {
        resourceType: 'Observation',
        valueQuantity: { value: 5.4, unit: 'milligram', system: ucum, code: 'mg' },
      },
      'value-quantity',
      [{ low: 5.4, high: 5.4, unit: 'milligram', system: ucum, code: 'mg' }],
    ],
    [
      'Quantity with a comparator',
      { resourceType: 'Observation', valueQuantity: { value: 5, comparator: '<', unit: 'mg' } },
      'value-quantity',
      [{ low: -Infinity, high: 5, unit: 'mg' }],
    ],
    [
      'Quantity with another',
      { resourceType: 'Observation', valueQuantity: { value: 5, comparator: '>=' } },
      'value-quantity',
      [{ low: 5, high: Infinity }],
    ],
    [
      'Quantity without a value',
      { resourceType: 'Observation', valueQuantity: { unit: 'mg' } },
      'value-quantity',
      [],
    ],
    [
      'Age',
      { resourceType: 'Condition', onsetAge: { value: 40, system: ucum, code: 'a' } },
      'onset-age',
      [{ low: 40, high: 40, system: ucum, code: 'a' }],
    ],
    [
      'Range',
      {
        resourceType: 'Condition',
        onsetRange: { low: { value: 40, unit: 'a' }, high: { value: 50, unit: 'a' } },
      },
      'onset-age',
      [{ low: 40, high: 50, unit: 'a' }],
    ],
    [
      'Money',
      { resourceType: 'Invoice', totalNet: { value: 10, currency: 'EUR' } },
      'totalnet',
      [{ low: 10, high: 10, system: 'urn:iso:std:iso:4217', code: 'EUR' }],
    ],
    [
      'uri',
      { resourceType: 'ValueSet', url: 'http://a.example/V' },
      'url',
      [{ value: 'http://a.example/V' }],
    ],
    [
      'canonical',
      { resourceType: 'Basic', meta: { profile: ['http://a.example/P|2'] } },
      '_profile',
      [{ value: 'http://a.example/P' }, { value: 'http://a.example/P|2' }],
    ],
    ['the source', { resourceType: 'Basic', meta: { source: 'urn:x' } }, '_source', [{ value: 'urn:x' }]],
  ])('%s', (_, tree, param, expected) => {
    expect(values(tree, param)).toEqual(expected);
  });
});

describe('composites (https://hl7.org/fhir/R4/search.html#composite)', () => {
  const observation: JsonObject = {
    resourceType: 'Observation',
    code: { coding: [{ system: 's', code: 'bp' }, { code: 'bp2' }] },
    component: [
      { code: { coding: [{ code: 'sys' }] }, valueQuantity: { value: 120 } },
      { code: { coding: [{ code: 'dia' }] }, valueQuantity: { value: 80 } },
      { code: { coding: [{ code: 'note' }] }, valueString: 'x' },
    ],
  };
  const tuple = (code: string, value: number) => ({
    components: [
      { kind: 'token', param: 'component-code', code },
      { kind: 'quantity', param: 'component-value-quantity', low: value, high: value },
    ],
  });

  it('are one tuple for each element', () => {
    expect(values(observation, 'component-code-value-quantity')).toEqual([
      tuple('sys', 120),
      tuple('dia', 80),
    ]);
  });
  it('are none where a component is missing', () => {
    expect(values(observation, 'code-value-quantity')).toEqual([]);
  });
  it('are one tuple for each combination', () => {
    const tree = { ...observation, valueQuantity: { value: 1 } };
    expect(values(tree, 'code-value-quantity')).toHaveLength(2);
  });
  it('reach the whole resource by %resource', () => {
    const tree: JsonObject = {
      resourceType: 'MolecularSequence',
      coordinateSystem: 0,
      referenceSeq: { referenceSeqId: { coding: [{ code: 'NC_1' }] } },
      variant: [{ start: 1, end: 2 }],
    };
    expect(values(tree, 'referenceseqid-variant-coordinate')).toEqual([
      {
        components: [
          { kind: 'token', param: 'referenceseqid', code: 'NC_1' },
          { kind: 'number', param: 'variant-start', low: 1, high: 1 },
          { kind: 'number', param: 'variant-end', low: 2, high: 2 },
        ],
      },
    ]);
  });
  it('are bounded, whatever the data', () => {
    const coding = Array.from({ length: 500 }, (_, index) => ({ code: String(index) }));
    const tree = { resourceType: 'Observation', code: { coding }, valueCodeableConcept: { coding } };
    expect(values(tree, 'code-value-concept')).toHaveLength(1_000);
  });
});

describe('extractIndexValues', () => {
  it('gives nothing for what is no resource type', () => {
    for (const type of ['', 'Nothing', '__proto__', 'constructor', 'Resource']) {
      expect(extractIndexValues(type, { resourceType: type })).toEqual([]);
    }
  });

  it('leaves _id and _lastUpdated to the store', () => {
    const tree = {
      resourceType: 'Basic',
      id: 'b',
      meta: { lastUpdated: '2020-01-01T00:00:00Z', versionId: '1' },
    };
    expect(extractIndexValues('Basic', tree)).toEqual([]);
  });

  it('is not led astray by names of Object.prototype', () => {
    const tree = JSON.parse(
      '{"resourceType":"Patient","__proto__":{"gender":"male"},"constructor":{"name":"x"},"name":[{"__proto__":{"family":"x"}}]}',
    ) as JsonObject;
    expect(extractIndexValues('Patient', tree)).toEqual([
      { kind: 'token', param: 'deceased', code: 'false' },
    ]);
  });

  it('takes any JSON without an error, and gives values of known parameters, each once', () => {
    const names = [
      'resourceType',
      'code',
      'coding',
      'system',
      'subject',
      'reference',
      'name',
      'given',
      'value',
      'valueQuantity',
      'component',
      'period',
      'start',
      'meta',
      'tag',
      'identifier',
      'repeat',
      'event',
      'effectiveTiming',
      'extension',
      'url',
    ];
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom<unknown>('Patient/1', '2020', 'http://a.example|1', '', null, true, 1.5, -0),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(
        fc.constantFrom(...resourceTypes),
        fc.dictionary(fc.constantFrom(...names), tree),
        (type, data) => {
          const found = extractIndexValues(type, data as JsonObject);
          const keys = found.map((value) => `${value.param} ${indexValueKey(value)}`);
          expect(new Set(keys).size).toBe(keys.length);
          for (const value of found) expect(searchParameters(type).get(value.param)?.type).toBe(value.kind);
        },
      ),
      { numRuns: 500 },
    );
  });
});
