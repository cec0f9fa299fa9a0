import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../../definitions/r4.js';
import type { JsonObject } from '../../json/json-value.js';
import type { IndexValue } from '../index-value.js';
import { searchParameters } from '../search-parameters.js';
import { extractIndexValues } from './extract-index-values.js';
import { indexValueKey } from './index-value-key.js';

/** What the modifiers of a token or a reference look at, beside the parameter's own values. */
const besides: readonly IndexValue['kind'][] = ['text', 'identifier-type', 'identifier'];

/**
 * The values of one parameter, without what is the same in all of them: of its own kind, or of one that stands
 * beside it.
 */
function values(tree: JsonObject, param: string, beside?: IndexValue['kind']): readonly object[] {
  return extractIndexValues(tree['resourceType'] as string, tree)
    .filter((value) => value.param === param)
    .filter(({ kind }) => (beside === undefined ? !besides.includes(kind) : kind === beside))
    .map((value: IndexValue) =>
      Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'kind' && key !== 'param')),
    );
}

/** The types of the parameters that have values of a kind, where it is not the kind itself. */
const typeOfKind: ReadonlyMap<IndexValue['kind'], string> = new Map([
  ['text', 'token'],
  ['identifier-type', 'token'],
  ['identifier', 'reference'],
  ['present', 'reference'],
  ['near', 'special'],
]);

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
  ])('%s', (_, tree, param, targets) => {
    expect(values(tree, param)).toEqual(targets.map((target) => ({ target })));
  });

  // "The first resource in the bundle, if the bundle type is "document" - this is a composition"
  // (https://hl7.org/fhir/R4/bundle.html#search).
  it.each<[bundle: string, first: JsonObject, kind: string]>([
    ['document', { resourceType: 'Composition', id: 'c' }, 'inside'],
    ['message', { resourceType: 'MessageHeader', id: 'c' }, 'inside'],
    ['collection', { resourceType: 'Composition', id: 'c' }, 'present'],
    ['document', { resourceType: 'Patient', id: 'c' }, 'present'],
  ])('the first resource of a %s, %#', (bundle, first, kind) => {
    const tree = {
      resourceType: 'Bundle',
      type: bundle,
      entry: [{ resource: first }, { resource: { resourceType: 'Patient', id: 'p' } }],
    };
    expect(values(tree, 'composition')).toEqual([
      kind === 'inside' ? { resource: first, target: `${first['resourceType'] as string}/c` } : {},
    ]);
  });

  it.each([{ reference: '#p' }, { display: 'Unknown' }, { reference: '' }])(
    'that lead to nothing are there all the same: %j',
    (reference) => {
      expect(
        extractIndexValues('Condition', subject(reference)).filter(({ param }) => param === 'subject'),
      ).toEqual([{ kind: 'present', param: 'subject' }]);
    },
  );
});

describe('what modifiers of tokens and references look at (https://hl7.org/fhir/R4/search.html#modifiers)', () => {
  const type = {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' },
      { code: 'without a system' },
      { system: 'urn:without-a-code' },
    ],
    text: 'Médical Record',
  };
  it.each<[string, JsonObject, string, IndexValue['kind'], readonly object[]]>([
    [
      'texts of a CodeableConcept and its codings, each once',
      {
        resourceType: 'Condition',
        code: {
          coding: [{ code: 'a', display: 'Head-ache' }, { display: 'Céphalée' }, { display: '…' }],
          text: 'Head, ache',
        },
      },
      'code',
      'text',
      [{ value: 'head ache' }, { value: 'cephalee' }],
    ],
    [
      'the display of a Coding',
      { resourceType: 'Encounter', class: { code: 'AMB', display: 'Ambulatory' } },
      'class',
      'text',
      [{ value: 'ambulatory' }],
    ],
    [
      "the text of an Identifier's type",
      { resourceType: 'Patient', identifier: [{ value: '1', type }] },
      'identifier',
      'text',
      [{ value: 'medical record' }],
    ],
    ['no text of a code', { resourceType: 'Patient', gender: 'male' }, 'gender', 'text', []],
    ['no text of a string', { resourceType: 'Organization', name: 'Acme' }, 'name', 'text', []],
    [
      "an Identifier's value with the codings of its type",
      { resourceType: 'Patient', identifier: [{ value: '446053', type }, { type }, { value: '7' }] },
      'identifier',
      'identifier-type',
      [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR', value: '446053' }],
    ],
    [
      "a Reference's identifier, beside the reference or alone",
      {
        resourceType: 'Observation',
        performer: [
          { reference: 'Practitioner/1', identifier: { system: 'urn:s', value: '1' } },
          { identifier: { value: '2' } },
          { identifier: { system: 'urn:s' } },
          { identifier: {} },
        ],
      },
      'performer',
      'identifier',
      [{ system: 'urn:s', code: '1' }, { code: '2' }, { system: 'urn:s' }],
    ],
    [
      'the identifier of a Reference of another type',
      { resourceType: 'Observation', subject: { type: 'Group', identifier: { value: '1' } } },
      'patient',
      'identifier',
      [],
    ],
    [
      'the identifier of a Reference of the type that is asked for',
      { resourceType: 'Observation', subject: { type: 'Patient', identifier: { value: '1' } } },
      'patient',
      'identifier',
      [{ code: '1' }],
    ],
  ])('%s', (_, tree, param, kind, expected) => {
    expect(values(tree, param, kind)).toEqual(expected);
  });
});

describe('near (https://hl7.org/fhir/R4/location.html#positional)', () => {
  it.each<[string, JsonObject, readonly object[]]>([
    [
      'a place',
      { latitude: -83.69, longitude: 42.256, altitude: 3 },
      [{ latitude: -83.69, longitude: 42.256 }],
    ],
    ['a pole', { latitude: 90, longitude: -180 }, [{ latitude: 90, longitude: -180 }]],
    ['half a place', { latitude: 1 }, []],
    ['off the globe', { latitude: 90.5, longitude: 0 }, []],
    ['beyond the date line', { latitude: 0, longitude: 181 }, []],
    ['texts', { latitude: '1', longitude: '2' }, []],
  ])('%s', (_, position, expected) => {
    expect(values({ resourceType: 'Location', position }, 'near')).toEqual(expected);
  });
});

describe('strings (https://hl7.org/fhir/R4/search.html#string)', () => {
  it.each<[string, JsonObject, string, readonly (readonly [value: string, text?: string])[]]>([
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
      [
        ['carreno quinones', 'Carreno Quiñones'],
        ['quinones'],
        ['dr eve unal', 'Dr. Eve Ünal'],
        ['eve', 'Eve'],
        ['ann', 'Ann'],
        ['jr', 'Jr.'],
      ],
    ],
    [
      'a family name',
      { resourceType: 'Patient', name: [{ family: 'Carreno Quiñones' }] },
      'family',
      [['carreno quinones', 'Carreno Quiñones'], ['quinones']],
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
      [
        ['1 main st', '1 Main St.'],
        ['apt 2', 'Apt 2'],
        ['koln', 'Köln'],
        ['50667', '50667'],
        ['de', 'DE'],
      ],
    ],
    [
      'a part of an address',
      { resourceType: 'Patient', address: [{ city: 'Köln' }] },
      'address-city',
      [['koln', 'Köln']],
    ],
    [
      'string',
      { resourceType: 'Organization', name: 'ACME', alias: ['Acme', 'The Company'] },
      'name',
      [
        ['acme', 'ACME'],
        ['acme', 'Acme'],
        ['the company', 'The Company'],
      ],
    ],
    [
      'markdown',
      { resourceType: 'Library', url: 'http://a.example', description: '*Some* text' },
      'description',
      [['some text', '*Some* text']],
    ],
    ['nothing but punctuation', { resourceType: 'Organization', name: '…' }, 'name', [['', '…']]],
    ['an empty text', { resourceType: 'Organization', name: '' }, 'name', []],
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
      [['v1', 'V1']],
    ],
  ])('%s', (_, tree, param, texts) => {
    expect(values(tree, param)).toEqual(
      texts.map(([value, text]) => (text === undefined ? { value } : { value, text })),
    );
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
      [
        {
          low: 5.4,
          high: 5.4,
          unit: 'milligram',
          system: ucum,
          code: 'mg',
          canonical: { low: 0.0054, high: 0.0054, unit: 'g' },
        },
      ],
    ],
    [
      'Quantity of UCUM with a comparator',
      { resourceType: 'Observation', valueQuantity: { value: 5, comparator: '>', system: ucum, code: 'g' } },
      'value-quantity',
      [{ low: 5, high: Infinity, system: ucum, code: 'g', canonical: { low: 5, high: Infinity, unit: 'g' } }],
    ],
    [
      'a code that UCUM does not have',
      { resourceType: 'Observation', valueQuantity: { value: 5, system: ucum, code: 'tablets' } },
      'value-quantity',
      [{ low: 5, high: 5, system: ucum, code: 'tablets' }],
    ],
    [
      "UCUM's code of another system",
      { resourceType: 'Observation', valueQuantity: { value: 5, system: 'urn:x', code: 'mg' } },
      'value-quantity',
      [{ low: 5, high: 5, system: 'urn:x', code: 'mg' }],
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
      [
        {
          low: 40,
          high: 40,
          system: ucum,
          code: 'a',
          // A year of UCUM has 365.25 days.
          canonical: { low: 40 * 365.25 * 86_400, high: 40 * 365.25 * 86_400, unit: 's' },
        },
      ],
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
  it('have no texts among their components', () => {
    const tree: JsonObject = {
      resourceType: 'Observation',
      code: { coding: [{ code: 'a', display: 'A' }], text: 'a text' },
      valueCodeableConcept: { coding: [{ code: 'b', display: 'B' }], text: 'b text' },
    };
    expect(values(tree, 'code-value-concept')).toEqual([
      {
        components: [
          { kind: 'token', param: 'code', code: 'a' },
          { kind: 'token', param: 'value-concept', code: 'b' },
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
          for (const { kind, param } of found) {
            const parameterType = searchParameters(type).get(param)?.type;
            expect(parameterType).toBe(typeOfKind.get(kind) ?? kind);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('sampled data ("just search on the bounds of the values in sampled data")', () => {
  const sampled = (data: string, more: JsonObject = {}): JsonObject => ({
    resourceType: 'Observation',
    valueSampledData: {
      origin: { value: 10, unit: 'mV', system: 'http://unitsofmeasure.org', code: 'mV' },
      period: 1,
      factor: 0.5,
      dimensions: 1,
      ...(data !== '' && { data }),
      ...more,
    },
  });
  const bounds = (tree: JsonObject) =>
    extractIndexValues('Observation', tree)
      .filter((value) => value.kind === 'quantity' && value.param === 'value-quantity')
      .map((value) => value.kind === 'quantity' && [value.low, value.high, value.code]);

  it.each([
    ['2 -4 6 E 0', {}, [[8, 13, 'mV']]],
    ['L 1 U', { lowerLimit: -20, upperLimit: 40 }, [[0, 30, 'mV']]],
    ['E E', {}, []],
    ['', {}, []],
  ])('%j', (data, more, expected) => {
    expect(bounds(sampled(data, more))).toEqual(expected);
  });
});
