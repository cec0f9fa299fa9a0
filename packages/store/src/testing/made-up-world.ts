import type { JsonObject } from '@wellspring/fhir';
import fc from 'fast-check';

/** The same few values in resources and in questions, so that they meet. */
const systems = [undefined, 'urn:s0', 'urn:s1'] as const;
const dates = [
  '2019',
  '2020',
  '2020-02',
  '2020-02-03',
  '2020-02-03T10:00:00Z',
  '2020-02-03T12:00:00+02:00',
  '2020-03-01',
  '2021',
] as const;
const numbers = [-1, 0, 0.5, 4.49, 4.5, 5, 5.05, 5.49, 5.5, 12, 5000] as const;
const texts = ['Ärger', 'arg', 'Argus', 'argument', 'ARG', 'b', 'ß', 'Ö', 'Big argus'] as const;
const ucum = 'http://unitsofmeasure.org';
const questionnaires = [
  'http://q/1',
  'http://q/1|1',
  'http://q/1|1.0',
  'http://q/1|1.10',
  'http://q/1|1-beta',
  'http://q/1|10',
  'http://q/1|2',
  'http://q/12|1.0',
] as const;
const mimeTypes = [
  'text/plain',
  'text/plain; charset=utf-8',
  'Text/Plain;charset=UTF-8;format=flowed',
  'text/plainer',
  'text/xml',
  'application/text',
] as const;
const relationships = 'http://hl7.org/fhir/document-relationship-type';
const profiles = ['http://p/1', 'http://p/1/2', 'http://p/12', 'urn:p:1'] as const;

const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const some = <T>(value: fc.Arbitrary<T>, maxLength = 2): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: 1, maxLength });

const coding = fc.record({
  system: one(...systems),
  code: maybe(one('a', 'b', 'A')),
  display: maybe(one(...texts)),
});
const concept = fc.record({ coding: some(coding, 3), text: maybe(one(...texts)) });
const quantity = fc
  .tuple(
    one(...numbers),
    one<JsonObject>(
      {},
      { unit: 'cm' },
      { unit: 'centimetres', system: 'urn:other', code: 'cm' },
      { system: ucum, code: 'g' },
      { unit: 'milligrams', system: ucum, code: 'mg' },
    ),
    maybe(one('<', '>=')),
  )
  .map(([value, unit, comparator]) => ({ value, ...(comparator && { comparator }), ...unit }));
const identifier = fc.record({
  system: one(...systems),
  value: one('a', 'b'),
  type: maybe(fc.record({ coding: some(coding), text: maybe(one(...texts)) })),
});
const period = one<JsonObject>(
  { start: '2019-12-31', end: '2020-02-03' },
  { start: '2020-02-03T10:00:00Z', end: '2020-02-03T10:00:00Z' },
  { start: '2020-02' },
  { end: '2020-02' },
  { start: '2020', end: '2020' },
);
const meta = fc.record({
  tag: maybe(some(coding)),
  profile: maybe(some(one(...profiles))),
  source: maybe(one('http://p/1', 'http://q')),
});
const narrative = one(...texts).map((text) => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${text}</p></div>`,
}));

function reference(...targets: readonly string[]): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    one(...targets).map((target) => ({ reference: target })),
    fc.record({ system: one(...systems), value: one('a', 'b') }).map((each) => ({ identifier: each })),
  );
}

/** References whose type they do not tell by themselves. */
const urns = fc.record({ reference: one('urn:uuid:1', 'urn:uuid:2'), type: maybe(one('Patient', 'Group')) });

/** Resources within others, which refer to each other and to stored ones. */
const containedPatient = fc.record({
  identifier: maybe(some(identifier)),
  gender: maybe(one('male', 'female')),
  birthDate: maybe(one('1950', '1950-02', '1950-02-03', '2001-01-01')),
  name: maybe(some(fc.record({ family: maybe(one(...texts)), given: some(one(...texts)) }))),
  managingOrganization: maybe(reference('Organization/O0', 'Organization/O1', '#oo')),
});
const containedOrganization = fc.record({
  name: one(...texts),
  active: maybe(fc.boolean()),
  partOf: maybe(reference('Organization/O0', 'Organization/O2', '#oo')),
});
const contained = fc.tuple(containedPatient, containedPatient, containedOrganization).map(([pp, qq, oo]) => [
  { resourceType: 'Patient', id: 'pp', ...pp },
  { resourceType: 'Patient', id: 'qq', ...qq },
  { resourceType: 'Organization', id: 'oo', ...oo },
  { resourceType: 'Group', id: 'gg', type: 'person', actual: true },
]);

const common = { meta: maybe(meta), text: maybe(narrative) };

/** Resources of each type, without ids; what they refer to is `<Type>/<first letter><number>`, there or not. */
export const worldTypes: Readonly<Record<string, fc.Arbitrary<object>>> = {
  Organization: fc.record({
    ...common,
    identifier: maybe(some(identifier)),
    name: one(...texts),
    active: maybe(fc.boolean()),
    partOf: maybe(
      reference(
        'Organization/O0',
        'Organization/O1',
        'Organization/O2',
        'Organization/O3',
        'Organization/O3/_history/1',
        'Organization/O9',
        // Of another server, and of a type that has no hierarchy.
        'http://other/Organization/O1',
        'Patient/P0',
      ),
    ),
  }),
  Patient: fc.record({
    ...common,
    identifier: maybe(some(identifier)),
    active: maybe(fc.boolean()),
    name: maybe(some(fc.record({ family: maybe(one(...texts)), given: some(one(...texts)) }))),
    gender: maybe(one('male', 'female')),
    birthDate: maybe(one('1950', '1950-02', '1950-02-03', '2001-01-01')),
    managingOrganization: maybe(reference('Organization/O0', 'Organization/O1', 'Organization/O2')),
  }),
  Observation: fc
    .record({
      ...common,
      identifier: maybe(some(identifier)),
      status: one('final', 'amended'),
      category: maybe(some(concept)),
      code: concept,
      contained: maybe(contained),
      subject: maybe(
        fc.oneof(
          { arbitrary: reference('Patient/P0', 'Patient/P1', 'Patient/P2', 'Group/P0'), weight: 2 },
          { arbitrary: urns, weight: 1 },
          { arbitrary: one('#pp', '#qq', '#gg', '#nobody').map((to) => ({ reference: to })), weight: 2 },
        ),
      ),
      performer: maybe(
        some(reference('Organization/O0', 'Organization/O4', 'Patient/P1', '#oo', '#pp', '#qq'), 3),
      ),
      when: maybe(
        fc.oneof(
          one(...dates).map((effectiveDateTime) => ({ effectiveDateTime })),
          period.map((effectivePeriod) => ({ effectivePeriod })),
        ),
      ),
      value: maybe(
        fc.oneof(
          quantity.map((valueQuantity) => ({ valueQuantity })),
          one(...texts).map((valueString) => ({ valueString })),
          one(...dates).map((valueDateTime) => ({ valueDateTime })),
          concept.map((valueCodeableConcept) => ({ valueCodeableConcept })),
        ),
      ),
      component: maybe(some(fc.record({ code: concept, valueQuantity: maybe(quantity) }))),
    })
    .map(({ when, value, ...rest }) => ({ ...rest, ...when, ...value })),
  DocumentReference: fc.record({
    ...common,
    status: one('current'),
    content: some(
      maybe(one(...mimeTypes)).map((contentType) => ({
        attachment: { url: 'http://p/1', ...(contentType !== undefined && { contentType }) },
      })),
    ),
    relatesTo: maybe(
      some(
        fc.record({
          code: one('replaces', 'appends'),
          target: reference(
            'DocumentReference/D0',
            'DocumentReference/D1',
            'http://other/DocumentReference/D0',
          ),
        }),
      ),
    ),
  }),
  QuestionnaireResponse: fc.record({
    ...common,
    status: one('completed'),
    questionnaire: maybe(one(...questionnaires)),
  }),
  RiskAssessment: fc.record({
    ...common,
    status: one('final'),
    method: maybe(concept),
    subject: reference('Patient/P0', 'Patient/P1'),
    occurrenceDateTime: maybe(one(...dates)),
    prediction: maybe(some(fc.record({ probabilityDecimal: one(...numbers) }))),
  }),
};

const token = fc
  .tuple(one('', '|', 'urn:s0|', 'urn:s1|', 'urn:other|'), one('a', 'b', 'A', 'c'))
  .map((parts) => parts.join(''));
const anyToken = fc.oneof(token, one('urn:s0|', 'urn:s1|', 'urn:other|'));
const prefix = one('', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap');
const number = fc
  .tuple(prefix, one('5', '5.0', '4.5', '5.5', '0', '-1', '12', '12.00', '5e3'))
  .map((parts) => parts.join(''));
const amount = fc
  .tuple(
    number,
    one('', '|urn:other|cm', '||cm', '||g', '||centimetres', `|${ucum}|g`, `|${ucum}|mg`, `|${ucum}|kg`),
  )
  .map((parts) => parts.join(''));
const date = fc
  .tuple(
    prefix.filter((each) => each !== 'ap'),
    one('2019', '2020', '2020-02', '2020-02-03', '2020-02-03T10:00:00Z', '2021'),
  )
  .map((parts) => parts.join(''));
/** The parts of a composite. */
const tuple = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((each) => each.join('$'));
const text = one('ARG', 'är', 'argu', 'ö', 'x', 'big', 'ss');
const truth = one('true', 'false');
const patient = one('Patient/P0', 'Patient/P1', 'P0', 'P1', 'Group/P0', 'urn:uuid:1');
const url = one('http://p', 'http://p/1', 'http://p/1/', 'http://p/1/2', 'http://p/1/2/3');

const organization = one('O0', 'Organization/O1', 'O2', 'O9', 'http://other/Organization/O1');

type Questions = Readonly<Record<string, fc.Arbitrary<string>>>;

const commonQuestions: Questions = {
  _tag: anyToken,
  '_tag:not': anyToken,
  '_tag:missing': truth,
  _profile: fc.oneof(url, one('urn:p:1', 'urn:p')),
  '_profile:below': url,
  '_profile:above': url,
  _source: url,
  _text: fc.oneof(text, one('NOT argus', 'NOT (arg or b)', 'big NOT x')),
  _content: one(
    'argus',
    'big argus',
    'arg',
    'milligrams',
    'x',
    'NOT arg',
    'argus NOT big',
    'b or NOT (arg b)',
  ),
};

/** Parameters, with modifiers and chains, and values for them; those of a chain or a list are not repeated. */
export const worldQuestions: Readonly<Record<string, Questions>> = {
  Organization: {
    ...commonQuestions,
    name: text,
    'name:exact': one(...texts),
    'name:contains': one('rg', 'gu', 'big a', 'x'),
    active: truth,
    'partof:missing': truth,
    'partof:below': organization,
    'partof:above': organization,
    '_has:Patient:organization:organization:above': organization,
    'partof.name': text,
    'partof:Organization.partof.name:exact': one(...texts),
    '_has:Patient:organization:gender': one('male', 'female'),
    '_has:Patient:organization:_has:Observation:subject:code': token,
    '_has:Observation:performer:performer:Patient.gender': one('male', 'female'),
    '_has:Observation:performer:patient.gender': one('male', 'female'),
  },
  Patient: {
    ...commonQuestions,
    _id: one('P0', 'P1', 'P2', 'P9'),
    '_id:missing': truth,
    '_lastUpdated:missing': truth,
    '_id:not': one('P0', 'P1'),
    identifier: anyToken,
    'identifier:of-type': fc
      .tuple(one('urn:s0', 'urn:s1'), one('a', 'b'), one('a', 'b'))
      .map((parts) => parts.join('|')),
    'identifier:text': text,
    name: text,
    'family:exact': one(...texts),
    'given:contains': one('rg', 'gu', 'x'),
    gender: one('male', 'female'),
    'gender:not': one('male', 'female'),
    'gender:missing': truth,
    'birthdate:missing': truth,
    birthdate: one('1950', 'lt1951', 'ge1950-02-03', 'ne1950-02'),
    'organization.name': text,
    'organization:Organization.partof.active': truth,
    'organization:missing': truth,
    'organization:below': organization,
    'organization:above': organization,
    'organization.partof:below': organization,
    'organization:identifier': anyToken,
    '_has:Observation:patient:code': token,
    '_has:Observation:subject:value-quantity': amount,
    '_has:Observation:patient:code:not': token,
    '_has:Observation:subject:date': date,
    '_has:RiskAssessment:subject:probability': number,
  },
  Observation: {
    ...commonQuestions,
    identifier: anyToken,
    status: one('final', 'amended', 'http://hl7.org/fhir/observation-status|final', '|final'),
    category: anyToken,
    'category:text': text,
    'category:missing': truth,
    code: anyToken,
    'code:not': anyToken,
    'code:text': text,
    'combo-code': anyToken,
    'combo-value-quantity': amount,
    'component-value-quantity': amount,
    subject: patient,
    'subject:Patient': one('P0', 'Patient/P1'),
    'subject:missing': truth,
    'subject:identifier': anyToken,
    'patient:identifier': anyToken,
    patient: one('Patient/P0', 'P0', 'P1', 'P2', 'urn:uuid:1', 'urn:uuid:2'),
    'patient:missing': truth,
    'performer:below': organization,
    'performer:above': organization,
    performer: one('O0', 'Organization/O0', 'Patient/P1'),
    date,
    'date:missing': truth,
    'value-quantity': amount,
    'value-quantity:missing': truth,
    'value-string': text,
    'value-string:exact': one(...texts),
    'value-string:contains': one('rg', 'gus', 'x'),
    'value-concept': anyToken,
    'code-value-quantity': tuple(anyToken, amount),
    'code-value-concept': tuple(anyToken, anyToken),
    'code-value-string': tuple(anyToken, text),
    'code-value-date': tuple(anyToken, date),
    'combo-code-value-quantity': tuple(anyToken, amount),
    'combo-code-value-concept': tuple(anyToken, anyToken),
    'patient.gender': one('male', 'female'),
    'subject:Patient.name': text,
    'subject:Patient.organization.name': text,
    'performer:Organization.name:contains': one('rg', 'x'),
    'patient.birthdate': one('1950', 'lt1951'),
    'patient.gender:not': one('male', 'female'),
    'patient.gender:missing': truth,
    'patient.birthdate:missing': truth,
    'patient.identifier': anyToken,
    'patient.identifier:not': anyToken,
    'patient.organization.name': text,
    'patient.organization.partof.name': text,
    'patient.organization:missing': truth,
    'patient.organization': organization,
    'patient.organization:below': organization,
    'performer:Patient.gender:not': one('male', 'female'),
    'performer:Patient.birthdate': one('1950', 'lt1951', 'ne1950-02'),
    'performer.name': text,
    'performer.active': truth,
    'performer.active:not': truth,
    'performer.partof.name': text,
    'patient._id': one('P0', 'P1'),
    'patient._id:missing': truth,
    'patient._has:RiskAssessment:subject:probability': number,
  },
  DocumentReference: {
    ...commonQuestions,
    contenttype: one('text/plain', 'text/plain; charset=utf-8', 'text/xml'),
    'contenttype:below': one(
      'text/plain',
      'TEXT/plain',
      'text/xml',
      'text',
      'text/',
      'application',
      'image/png',
    ),
    relatesto: one('D0', 'DocumentReference/D1', 'http://other/DocumentReference/D0'),
    relationship: tuple(
      one('replaces', `${relationships}|`, `${relationships}|appends`, '|replaces', 'urn:s0|'),
      one('DocumentReference/D0', 'D1', 'http://other/DocumentReference/D0'),
    ),
  },
  QuestionnaireResponse: {
    ...commonQuestions,
    questionnaire: one(...questionnaires),
    'questionnaire:below': one(...questionnaires, 'http://q/1|1.1', 'http://q'),
  },
  RiskAssessment: {
    ...commonQuestions,
    method: anyToken,
    subject: patient,
    patient: one('Patient/P0', 'P0', 'P1', 'P2'),
    date,
    probability: number,
    'probability:missing': truth,
  },
};

/** Orders; those that an index table has, and those that it has not. */
export const worldSorts: Readonly<Record<string, readonly string[]>> = {
  Organization: ['_lastUpdated', '-name', 'name', '-_id', 'active,-name', 'partof'],
  Patient: [
    '-_lastUpdated',
    'birthdate',
    '-birthdate',
    'family',
    '-given',
    'gender,-birthdate',
    'identifier',
    '_id',
  ],
  Observation: [
    '_lastUpdated',
    '-_lastUpdated',
    'date',
    '-date',
    'value-quantity',
    '-component-value-quantity',
    'value-string',
    'status,-date',
    'code',
    '-subject,date',
    '_profile',
  ],
  DocumentReference: ['-relatesto', '_lastUpdated'],
  QuestionnaireResponse: ['questionnaire', '-_lastUpdated'],
  RiskAssessment: ['-date', 'probability', '-probability', 'method,-probability'],
};
