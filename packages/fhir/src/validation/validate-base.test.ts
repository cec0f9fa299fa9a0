import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../definitions/r4.js';
import type { JsonObject } from '../json/json-value.js';
import { minimal as m } from '../testing/minimal-resource.js';
import type { IssueDetail } from './issue-detail.js';
import { validateBase } from './validate-base.js';

type Row = readonly [detail: IssueDetail, expression: string, tree: JsonObject];

/** `severity detail expression`, for every issue but information. */
function found(tree: JsonObject): string[] {
  return validateBase(tree)
    .issues.filter(({ severity }) => severity !== 'information')
    .map(({ severity, detail, expression }) => `${severity} ${detail ?? '?'} ${expression?.join() ?? ''}`);
}

const ucum = 'http://unitsofmeasure.org';
const uuid = 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520';
const specified = 'http://hl7.org/fhir/StructureDefinition/';
const organization = { resourceType: 'Organization', id: 'o', name: 'O' };
const patient = { resourceType: 'Patient', id: 'p' };

function person(members: JsonObject): JsonObject {
  return m('Patient', members);
}

function observation(members: JsonObject): JsonObject {
  return m('Observation', members);
}

function coded(system: string, code: string): JsonObject {
  return observation({ valueCodeableConcept: { coding: [{ system, code }] } });
}

function bundle(type: string, entry: readonly JsonObject[], members: JsonObject = {}): JsonObject {
  return m('Bundle', { type, entry, ...members });
}

function extended(name: string, members: JsonObject): JsonObject {
  return person({ extension: [{ url: specified + name, ...members }] });
}

const entry = { fullUrl: 'http://a.example/Patient/p', resource: patient };

const stamped = {
  identifier: { system: 'http://a.example', value: 'x' },
  timestamp: '2020-01-01T00:00:00Z',
};

function document(composition: JsonObject, ...others: readonly JsonObject[]): JsonObject {
  const first = { fullUrl: 'http://a.example/Composition/c', resource: m('Composition', composition) };
  return bundle('document', [first, ...others], stamped);
}

describe('good resources', () => {
  it.each<[string, JsonObject]>([
    ['a reference to the type that is needed', observation({ subject: { reference: 'Patient/1' } })],
    ['an absolute one', observation({ subject: { reference: 'http://a.example/fhir/Patient/1' } })],
    ['one that does not tell its type', observation({ subject: { reference: uuid } })],
    ['a search, as transactions have it', observation({ subject: { reference: 'Patient?identifier=1' } })],
    ['a reference by identifier', observation({ subject: { type: 'Patient', identifier: { value: 'x' } } })],
    ['a type that agrees', observation({ subject: { reference: 'Patient/1', type: 'Patient' } })],
    [
      'a contained resource',
      person({ contained: [organization], managingOrganization: { reference: '#o' } }),
    ],
    [
      'a contained resource that refers to its container',
      person({ contained: [m('Observation', { id: 'x', subject: { reference: '#' } })] }),
    ],
    [
      'a contained resource that another one refers to',
      person({
        contained: [organization, { ...organization, id: 'q', partOf: { reference: '#o' } }],
        managingOrganization: { reference: '#q' },
      }),
    ],
    [
      'a contained value set, by canonical',
      m('Questionnaire', {
        contained: [m('ValueSet', { id: 'v' })],
        item: [{ linkId: 'a', type: 'choice', answerValueSet: '#v' }],
      }),
    ],
    ['a language in words', person({ communication: [{ language: { text: 'Plattdeutsch' } }] })],
    ['a UCUM unit', observation({ valueQuantity: { value: 1, system: ucum, code: 'mm[Hg]' } })],
    [
      'a unit of annotation alone',
      observation({ valueQuantity: { value: 1, system: ucum, code: '{score}' } }),
    ],
    ['a code of a system elsewhere', coded('http://a.example/system', 'x')],
    ['a code of a system of HL7', coded('http://hl7.org/fhir/administrative-gender', 'male')],
    [
      'languages',
      person({
        language: 'de-CH',
        communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'zh-Hant-TW' }] } }],
      }),
    ],
    ['a currency', m('Invoice', { totalNet: { value: 1, currency: 'XCG' } })],
    [
      'a media type with a parameter',
      person({ photo: [{ contentType: 'text/plain; charset=utf-8', data: 'YQ==', size: 1 }] }),
    ],
    [
      'formats',
      m('CapabilityStatement', {
        kind: 'requirements',
        description: 'x',
        format: ['json', 'application/fhir+json'],
        rest: [m('CapabilityStatement.rest')],
      }),
    ],
    ['an extension that is known', extended('patient-birthPlace', { valueAddress: { text: 'x' } })],
    [
      'one of every element',
      person({
        _birthDate: { extension: [{ url: `${specified}data-absent-reason`, valueCode: 'unknown' }] },
      }),
    ],
    [
      'one of a primitive',
      person({
        name: [
          {
            family: 'x',
            _family: { extension: [{ url: `${specified}humanname-own-name`, valueString: 'x' }] },
          },
        ],
      }),
    ],
    [
      'an extension of a data store',
      person({ extension: [{ url: 'http://a.example/x', extension: [{ url: 'part', valueCode: 'x' }] }] }),
    ],
    ['a Bundle', bundle('collection', [entry, { fullUrl: uuid, resource: patient }])],
    [
      'a transaction without fullUrls',
      bundle('transaction', [{ resource: patient, request: { method: 'PUT', url: 'Patient/p' } }]),
    ],
    [
      'a search with an outcome',
      bundle('searchset', [
        { ...entry, search: { mode: 'match' } },
        { resource: m('OperationOutcome'), search: { mode: 'outcome' } },
      ]),
    ],
    ['a document', document({ subject: { reference: 'Patient/p' }, author: [{ display: 'x' }] }, entry)],
    [
      'a narrative',
      person({ text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' } }),
    ],
    [
      'types of FHIRPath',
      m('StructureDefinition', {
        url: 'http://a.example/x',
        name: 'X',
        kind: 'resource',
        abstract: false,
        type: 'Patient',
        baseDefinition: 'http://a.example/b',
        differential: {
          element: [
            { id: 'a', path: 'Patient' },
            { id: 'b', path: 'Patient.id', type: [{ code: 'http://hl7.org/fhirpath/System.String' }] },
          ],
        },
      }),
    ],
  ])('%s', (_, tree) => {
    expect(found(tree)).toEqual([]);
  });
});

describe('references', () => {
  it.each<Row>([
    ['reference-target', 'Observation.subject', observation({ subject: { reference: 'Practitioner/1' } })],
    [
      'reference-target',
      'Observation.subject',
      observation({ subject: { reference: 'http://a.example/fhir/Practitioner/1/_history/2' } }),
    ],
    [
      'reference-target',
      'Observation.subject',
      observation({ subject: { reference: 'Practitioner?identifier=1' } }),
    ],
    [
      'reference-target',
      'Observation.subject',
      observation({ subject: { type: 'Practitioner', identifier: { value: 'x' } } }),
    ],
    [
      'reference-target',
      'Observation.subject',
      observation({ subject: { reference: 'Patient/1', type: 'Group' } }),
    ],
    [
      'reference-target',
      'Patient.managingOrganization',
      person({ contained: [m('Patient', { id: 'x' })], managingOrganization: { reference: '#x' } }),
    ],
    [
      'reference-target',
      'Bundle.entry[1].resource.subject',
      bundle('collection', [
        { fullUrl: uuid, resource: organization },
        { fullUrl: 'http://a.example/1', resource: observation({ subject: { reference: uuid } }) },
      ]),
    ],
    ['invalid-reference', 'Observation.subject', observation({ subject: { reference: 'Patient' } })],
    ['invalid-reference', 'Observation.subject', observation({ subject: { reference: 'Nothing/1' } })],
    ['invalid-reference', 'Observation.subject', observation({ subject: { reference: 'Nothing?x=1' } })],
    ['invalid-reference', 'Observation.subject', observation({ subject: { reference: '#x' } })],
  ])('%s at %s', (detail, expression, tree) => {
    expect(found(tree)).toEqual([`error ${detail} ${expression}`]);
  });
});

describe('contained resources', () => {
  it.each<Row>([
    ['unreferenced-contained', 'Patient.contained', person({ contained: [organization] })],
    [
      'unreferenced-contained',
      'Patient.contained',
      person({ contained: [{ resourceType: 'Organization', name: 'without an id' }] }),
    ],
    [
      'contradicting-values',
      'Patient.contained',
      person({ contained: [organization, organization], managingOrganization: { reference: '#o' } }),
    ],
    [
      'unreferenced-contained',
      'Bundle.entry[0].resource.contained',
      bundle('collection', [{ ...entry, resource: { ...patient, contained: [organization] } }]),
    ],
    [
      'nested-contained',
      'Patient.contained[0].contained[0]',
      person({
        contained: [{ ...organization, contained: [{ resourceType: 'Patient' }] }],
        managingOrganization: { reference: '#o' },
      }),
    ],
  ])('%s at %s', (detail, expression, tree) => {
    expect(found(tree)).toEqual([`error ${detail} ${expression}`]);
  });

  it('are looked for in their own container', () => {
    const first = person({ id: 'p', contained: [organization], managingOrganization: { reference: '#o' } });
    const second = person({ id: 'q', managingOrganization: { reference: '#o' } });
    expect(
      found(
        bundle('collection', [
          { fullUrl: 'http://a.example/Patient/p', resource: first },
          { fullUrl: 'http://a.example/Patient/q', resource: second },
        ]),
      ),
    ).toEqual(['error invalid-reference Bundle.entry[1].resource.managingOrganization']);
  });
});

describe('codes', () => {
  it.each<Row>([
    [
      'unknown-code',
      'Observation.value.ofType(CodeableConcept).coding[0].code',
      coded('http://hl7.org/fhir/administrative-gender', 'man'),
    ],
    ['invalid-system', 'Observation.value.ofType(CodeableConcept).coding[0].system', coded('loinc', '1-8')],
    [
      'invalid-system',
      'Observation.value.ofType(CodeableConcept).coding[0].system',
      coded('http://hl7.org/fhir/ValueSet/administrative-gender', 'male'),
    ],
    [
      'invalid-system',
      'Patient.identifier[0].system',
      person({ identifier: [{ system: 'ssn', value: '1' }] }),
    ],
    ['code-not-in-value-set', 'Patient.language', person({ language: 'Deutsch (CH)' })],
    [
      'code-not-in-value-set',
      'Patient.communication[0].language',
      person({ communication: [{ language: { coding: [{ system: 'http://a.example', code: 'de' }] } }] }),
    ],
    [
      'code-not-in-value-set',
      'Invoice.totalNet.currency',
      m('Invoice', { totalNet: { value: 1, currency: 'Euro' } }),
    ],
    [
      'code-not-in-value-set',
      'Patient.photo[0].contentType',
      person({ photo: [{ contentType: 'picture', data: 'YQ==' }] }),
    ],
    [
      'code-not-in-value-set',
      'Condition.onset.ofType(Age)',
      m('Condition', { onsetAge: { value: 1, system: ucum, code: 'kg' } }),
    ],
  ])('%s at %s', (detail, expression, tree) => {
    expect(found(tree).filter((issue) => issue.startsWith('error'))).toEqual([
      `error ${detail} ${expression}`,
    ]);
  });

  it('of systems that have grown since are warned of', () => {
    expect(found(coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'new'))).toEqual([
      'warning unknown-code Observation.value.ofType(CodeableConcept).coding[0].code',
    ]);
  });

  it('that UCUM does not have are warned of where no binding asks for units', () => {
    expect(found(observation({ valueQuantity: { value: 1, system: ucum, code: 'mcg' } }))).toEqual([
      'warning unknown-code Observation.value.ofType(Quantity).code',
    ]);
    expect(found(coded(ucum, 'TAB'))).toEqual([
      'warning unknown-code Observation.value.ofType(CodeableConcept).coding[0].code',
    ]);
  });

  it('of another version are not judged', () => {
    const coding = [{ system: 'http://hl7.org/fhir/administrative-gender', version: '5.0.0', code: 'new' }];
    expect(found(observation({ valueCodeableConcept: { coding } }))).toEqual([]);
  });

  it('that are extensible are warned of', () => {
    const expected = ['warning code-not-in-value-set Patient.maritalStatus'];
    expect(found(person({ maritalStatus: { coding: [{ system: 'http://a.example', code: 'x' }] } }))).toEqual(
      expected,
    );
    expect(found(person({ maritalStatus: { text: 'x' } }))).toEqual(expected);
    const system = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';
    expect(found(person({ maritalStatus: { coding: [{ system, code: 'M' }] } }))).toEqual([]);
  });

  it('of sets that are not listed here are questions', () => {
    const jurisdiction = [{ coding: [{ system: 'urn:iso:std:iso:3166', code: 'CH', display: 'x' }] }];
    const { issues, questions } = validateBase(m('ValueSet', { jurisdiction }));
    expect(issues.filter(({ severity }) => severity !== 'information')).toEqual([]);
    expect(questions).toEqual([
      {
        expression: 'ValueSet.jurisdiction[0]',
        valueSet: 'http://hl7.org/fhir/ValueSet/jurisdiction',
        strength: 'extensible',
        codings: [{ system: 'urn:iso:std:iso:3166', code: 'CH', display: 'x' }],
      },
    ]);
  });
});

describe('extensions', () => {
  it.each<Row>([
    ['extension-context', 'Patient.extension[0]', extended('humanname-own-name', { valueString: 'x' })],
    [
      'extension-context',
      'Patient.name[0].extension[0]',
      person({
        name: [
          { text: 'x', extension: [{ url: `${specified}patient-birthPlace`, valueAddress: { text: 'x' } }] },
        ],
      }),
    ],
    ['extension-context', 'Patient.extension[0]', extended('patient-birthPlace', { valueString: 'x' })],
    [
      'extension-context',
      'Patient.modifierExtension[0]',
      person({ modifierExtension: [{ url: `${specified}patient-birthPlace`, valueAddress: { text: 'x' } }] }),
    ],
    ['invalid-format', 'Patient.extension[0].url', person({ extension: [{ url: 'x', valueString: 'x' }] })],
  ])('%s at %s', (detail, expression, tree) => {
    expect(found(tree)).toEqual([`error ${detail} ${expression}`]);
  });

  it('that are modifiers belong among them', () => {
    const extension = [{ url: `${specified}request-doNotPerform`, valueBoolean: true }];
    const order = m('NutritionOrder', { oralDiet: { instruction: 'x' } });
    expect(found({ ...order, modifierExtension: extension })).toEqual([]);
    expect(found({ ...order, extension })).toEqual(['error extension-context NutritionOrder.extension[0]']);
  });

  it('that are not known are warned of where that matters', () => {
    expect(found(person({ modifierExtension: [{ url: 'http://a.example/x', valueString: 'x' }] }))).toEqual([
      'warning unknown-extension Patient.modifierExtension[0]',
    ]);
    expect(found(extended('nonsense', { valueString: 'x' }))).toEqual([
      'warning unknown-extension Patient.extension[0]',
    ]);
  });
});

describe('Bundles', () => {
  it.each<Row>([
    ['bundle-entry', 'Bundle.entry[0]', bundle('collection', [{ resource: patient }])],
    ['bundle-entry', 'Bundle.entry[0].fullUrl', bundle('collection', [{ ...entry, fullUrl: 'Patient/p' }])],
    [
      'bundle-entry',
      'Bundle.entry[0].fullUrl',
      bundle('collection', [{ ...entry, fullUrl: uuid.toUpperCase().replace('URN:UUID', 'urn:uuid') }]),
    ],
    ['bundle-entry', 'Bundle.entry[0].fullUrl', bundle('collection', [{ ...entry, fullUrl: 'urn:oid:x' }])],
    [
      'bundle-entry',
      'Bundle.entry[0].fullUrl',
      bundle('collection', [{ ...entry, fullUrl: 'http://a.example/Patient/q' }]),
    ],
    [
      'bundle-entry',
      'Bundle.entry[0].fullUrl',
      bundle('collection', [{ ...entry, fullUrl: 'http://a.example/Group/p' }]),
    ],
    [
      'bundle-entry',
      'Bundle.entry[0].resource',
      bundle('searchset', [{ fullUrl: 'http://a.example/Patient/p', resource: { resourceType: 'Patient' } }]),
    ],
    [
      'bundle-entry',
      'Bundle.link',
      bundle('searchset', [entry], {
        link: [1, 2].map((n) => ({ relation: 'self', url: `http://a.example/${n}` })),
      }),
    ],
    ['bundle-entry', 'Bundle', document({ subject: { reference: 'Patient/p' }, author: [{ display: 'x' }] })],
    [
      'bundle-entry',
      'Bundle',
      document({
        author: [{ display: 'x' }],
        section: [{ section: [{ entry: [{ reference: 'Patient/p' }] }] }],
      }),
    ],
    [
      'bundle-entry',
      'Bundle',
      document(
        { author: [{ reference: 'Patient/p/_history/2' }] },
        { ...entry, resource: { ...patient, meta: { versionId: '1' } } },
      ),
    ],
  ])('%s at %s', (detail, expression, tree) => {
    expect(found(tree)).toEqual([`error ${detail} ${expression}`]);
  });
});

describe('the rest', () => {
  it.each<Row>([
    [
      'invalid-narrative',
      'Patient.text.div',
      person({
        text: {
          status: 'generated',
          div: '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>',
        },
      }),
    ],
    [
      'contradicting-values',
      'Patient.photo[0].size',
      person({ photo: [{ contentType: 'text/plain', data: 'YQ==', size: 2 }] }),
    ],
    ['contradicting-values', 'SearchParameter', m('SearchParameter', { name: 'X', type: 'composite' })],
    [
      'contradicting-values',
      'CodeSystem.content',
      m('CodeSystem', { content: 'complete', supplements: 'http://a.example' }),
    ],
    ['invalid-format', 'ValueSet.url', m('ValueSet', { url: 'x' })],
    ['invalid-format', 'ValueSet.url', m('ValueSet', { url: 'urn:uuid:x' })],
    [
      'invalid-system',
      'ValueSet.compose.include[0].system',
      m('ValueSet', { compose: { include: [{ system: 'x' }] } }),
    ],
  ])('%s at %s', (detail, expression, tree) => {
    expect(found(tree)).toEqual([`error ${detail} ${expression}`]);
  });

  it('calls best practice information', () => {
    expect(validateBase(patient).issues).toEqual([
      {
        severity: 'information',
        code: 'invariant',
        detail: 'invariant-failed',
        diagnostics: 'Patient: A resource should have narrative for robust management (dom-6)',
        expression: ['Patient'],
      },
    ]);
  });

  it('does not lose an error among warnings', () => {
    const identifier = Array.from({ length: 500 }, () => ({ value: 'x', type: { text: 'x' } }));
    const { issues } = validateBase(person({ identifier, telecom: [{ value: '1' }] }));
    expect(issues.length).toBeLessThanOrEqual(200);
    expect(issues.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  });

  it('takes dates of unequal precision for good where they may be', () => {
    const period = (start: string, end: string): JsonObject =>
      person({ name: [{ text: 'x', period: { start, end } }] });
    expect(found(period('2020', '2020-05-01'))).toEqual([]);
    expect(found(period('2021', '2020-05-01'))).toEqual(['error invariant-failed Patient.name[0].period']);
  });

  it('gives every issue a code of its catalogue', () => {
    for (const resourceType of resourceTypes)
      for (const issue of validateBase({ resourceType, x: 1 }).issues)
        expect(issue.detail).toBeTypeOf('string');
  });
});

it('bounds the work that a resource can make', () => {
  const coding = Array.from({ length: 1500 }, (_, n) => ({ system: 'http://a.example', code: `x${n}` }));
  const component = Array.from({ length: 1500 }, () => ({
    code: { coding: [{ system: 'http://a.example', code: 'y' }] },
  }));
  const heavy = observation({ code: { coding }, component, valueString: 'x' });
  const started = process.cpuUsage().user;
  validateBase(
    bundle(
      'collection',
      Array.from({ length: 20 }, (_, n) => ({ fullUrl: `http://a.example/${n}`, resource: heavy })),
    ),
  );
  // A second or two; without a bound on all together, a minute.
  expect(process.cpuUsage().user - started).toBeLessThan(15_000_000);
});

it('never throws, whatever the tree', () => {
  const keys = fc.constantFrom(
    'name',
    'extension',
    'url',
    'valueString',
    'contained',
    'resourceType',
    'coding',
    'subject',
    'reference',
    'text',
    'div',
    'entry',
    'fullUrl',
    'resource',
    'period',
    'start',
    'end',
    'low',
    'high',
    'valueRange',
    'value',
    '_status',
    'type',
    'section',
    'author',
    'link',
    'code',
    'system',
    'component',
    'referenceRange',
    'identifier',
    '__proto__',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(
        null,
        true,
        1,
        '',
        '#',
        '#x',
        'Patient',
        'Observation',
        'document',
        'http://a.example/Patient/1',
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(keys, tie('value')), { maxLength: 5 })
        .map((members) => Object.fromEntries(members) as object),
    ),
  }));
  fc.assert(
    fc.property(
      fc.constantFrom('Patient', 'Observation', 'Bundle', 'Composition', 'Parameters'),
      fc.dictionary(keys, value),
      (resourceType, members) => {
        const { issues } = validateBase({ ...(members as JsonObject), resourceType });
        for (const issue of issues) expect(issue.diagnostics).toContain(issue.expression?.[0]);
      },
    ),
    { numRuns: 2000 },
  );
});
