import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import type { Criterion, RangeComparison, TokenCriterion } from '../criterion.js';
import type { Condition, ParameterCondition } from '../search-query.js';
import type { MatchedResource, ResourceGraph } from './matched-resource.js';
import { matchesSearch } from './matches-search.js';

const storeId = '0f3a';

function resource(tree: JsonObject, facts: Partial<MatchedResource> = {}): MatchedResource {
  return { type: tree['resourceType'] as string, id: '1', tree, lastUpdated: 1_000, storeId, ...facts };
}

function matches(tree: JsonObject, condition: Condition, graph?: ResourceGraph): boolean {
  const matched = resource(tree);
  return matchesSearch({ type: matched.type, conditions: [condition] }, matched, graph);
}

function where(param: string, ...anyOf: readonly Criterion[]): ParameterCondition {
  return { kind: 'parameter', param, anyOf };
}

type Row = readonly [what: string, tree: JsonObject, param: string, criterion: Criterion, expected: boolean];

describe('tokens (https://hl7.org/fhir/R4/search.html#token)', () => {
  const identifier = (given: object): JsonObject => ({
    resourceType: 'Patient',
    identifier: [given as JsonObject],
  });
  const both = identifier({ system: 'http://acme.org/patient', value: '2345' });
  const alone = identifier({ value: '2345' });
  const code = (text: string): TokenCriterion => ({ kind: 'token', form: 'code', code: text });
  const systemCode: TokenCriterion = {
    kind: 'token',
    form: 'system-code',
    system: 'http://acme.org/patient',
    code: '2345',
  };
  const noSystem: TokenCriterion = { kind: 'token', form: 'no-system-code', code: '2345' };
  const system: TokenCriterion = { kind: 'token', form: 'system', system: 'http://acme.org/patient' };
  const ofType: TokenCriterion = {
    kind: 'token',
    form: 'of-type',
    system: 'http://terminology.hl7.org/CodeSystem/v2-0203',
    code: 'MR',
    value: '446053',
  };
  const type = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] };
  it.each<Row>([
    ['code: with a system', both, 'identifier', code('2345'), true],
    ['code: without one', alone, 'identifier', code('2345'), true],
    ['code: another', both, 'identifier', code('2346'), false],
    ['code: not its beginning', both, 'identifier', code('234'), false],
    ['system|code', both, 'identifier', systemCode, true],
    ['system|code: no system there', alone, 'identifier', systemCode, false],
    ['|code: a system there', both, 'identifier', noSystem, false],
    ['|code', alone, 'identifier', noSystem, true],
    ['system|', both, 'identifier', system, true],
    ['system|: none there', alone, 'identifier', system, false],
    [
      'case counts',
      { resourceType: 'Condition', code: { coding: [{ code: 'Ha' }] } },
      'code',
      code('ha'),
      false,
    ],
    ['boolean', { resourceType: 'Patient', active: true }, 'active', code('true'), true],
    [':of-type', identifier({ type, system: 'urn:x', value: '446053' }), 'identifier', ofType, true],
    [':of-type, another value', identifier({ type, value: '446054' }), 'identifier', ofType, false],
    [':of-type, no type', identifier({ value: '446053' }), 'identifier', ofType, false],
    [
      ':text, the beginning of a display',
      { resourceType: 'Condition', code: { coding: [{ code: 'h', display: 'Head-ache, mild' }] } },
      'code',
      { kind: 'text', value: 'head ache' },
      true,
    ],
    [
      ':text, not within it',
      { resourceType: 'Condition', code: { text: 'Severe headache' } },
      'code',
      { kind: 'text', value: 'headache' },
      false,
    ],
    [
      ':text is not the code',
      { resourceType: 'Condition', code: { coding: [{ code: 'headache' }] } },
      'code',
      { kind: 'text', value: 'headache' },
      false,
    ],
  ])('%s', (_, tree, param, criterion, expected) => {
    expect(matches(tree, where(param, criterion))).toBe(expected);
  });
});

describe('references (https://hl7.org/fhir/R4/search.html#reference)', () => {
  const subject = (reference: string): JsonObject => ({
    resourceType: 'Observation',
    subject: { reference },
  });
  const to = (...targets: readonly string[]): Criterion => ({ kind: 'reference', targets });
  const token: TokenCriterion = { kind: 'token', form: 'system-code', system: 'urn:s', code: '1' };
  it.each<Row>([
    ['the same', subject('Patient/23'), 'subject', to('Patient/23'), true],
    ['an id of several types', subject('Group/23'), 'subject', to('Patient/23', 'Group/23'), true],
    ['a version is of the resource', subject('Patient/23/_history/1'), 'subject', to('Patient/23'), true],
    [
      'an absolute address of this store',
      subject('https://a.example/datastore/0f3a/r4/Patient/23'),
      'subject',
      to('Patient/23'),
      true,
    ],
    ['another address', subject('http://a.example/Patient/23'), 'subject', to('Patient/23'), false],
    [
      'an address as it stands',
      subject('http://a.example/Patient/23'),
      'subject',
      to('http://a.example/Patient/23'),
      true,
    ],
    [
      ':identifier',
      { resourceType: 'Observation', subject: { identifier: { system: 'urn:s', value: '1' } } },
      'subject',
      { kind: 'identifier', token },
      true,
    ],
    [
      ':identifier of another',
      { resourceType: 'Observation', subject: { identifier: { system: 'urn:s', value: '2' } } },
      'subject',
      { kind: 'identifier', token },
      false,
    ],
  ])('%s', (_, tree, param, criterion, expected) => {
    expect(matches(tree, where(param, criterion))).toBe(expected);
  });
});

describe('strings (https://hl7.org/fhir/R4/search.html#string)', () => {
  const given = (name: string): JsonObject => ({ resourceType: 'Patient', name: [{ given: [name] }] });
  const string = (match: 'starts-with' | 'contains' | 'exact', value: string): Criterion => ({
    kind: 'string',
    match,
    value,
  });
  it.each<Row>([
    ['given=eve finds Eve', given('Eve'), 'given', string('starts-with', 'eve'), true],
    ['given=eve finds Evelyn', given('Evelyn'), 'given', string('starts-with', 'eve'), true],
    ['given=eve does not find Steve', given('Steve'), 'given', string('starts-with', 'eve'), false],
    ['given:contains=eve finds Severine', given('Severine'), 'given', string('contains', 'eve'), true],
    ['given:exact=Eve finds Eve', given('Eve'), 'given', string('exact', 'Eve'), true],
    ['given:exact=Eve does not find eve', given('eve'), 'given', string('exact', 'Eve'), false],
    ['given:exact=Eve does not find EVE', given('EVE'), 'given', string('exact', 'Eve'), false],
    ['given:exact=Eve does not find Evelyn', given('Evelyn'), 'given', string('exact', 'Eve'), false],
    [
      'the later words of a family name',
      { resourceType: 'Patient', name: [{ family: 'Carreno Quiñones' }] },
      'family',
      string('starts-with', 'quin'),
      true,
    ],
    [
      'the later words of a family name are not all of it',
      { resourceType: 'Patient', name: [{ family: 'Carreno Quiñones' }] },
      'family',
      string('exact', 'Quiñones'),
      false,
    ],
  ])('%s', (_, tree, param, criterion, expected) => {
    expect(matches(tree, where(param, criterion))).toBe(expected);
  });
});

describe('uris (https://hl7.org/fhir/R4/search.html#uri)', () => {
  const valueSet = (url: string): JsonObject => ({ resourceType: 'ValueSet', url });
  const uri = (match: 'equal' | 'above' | 'below', value: string): Criterion => ({
    kind: 'uri',
    match,
    value,
  });
  const v123 = 'http://acme.org/fhir/ValueSet/123';
  it.each<Row>([
    ['the same', valueSet(v123), 'url', uri('equal', v123), true],
    ['not its beginning', valueSet(v123), 'url', uri('equal', 'http://acme.org/fhir/'), false],
    [':below, what begins so', valueSet(v123), 'url', uri('below', 'http://acme.org/fhir/'), true],
    [':below, without the slash', valueSet(v123), 'url', uri('below', 'http://acme.org/fhir'), true],
    [':below, not within a segment', valueSet(v123), 'url', uri('below', 'http://acme.org/fh'), false],
    [':above, a segment left out', valueSet(v123), 'url', uri('above', `${v123}/_history/5`), true],
    [':above, itself', valueSet(v123), 'url', uri('above', v123), true],
    [':above, something else', valueSet(`${v123}4`), 'url', uri('above', `${v123}/_history/5`), false],
    ['URNs have no segments', valueSet('urn:oid:1.2.3'), 'url', uri('below', 'urn:oid:1.2'), false],
    ['a URN itself', valueSet('urn:oid:1.2.3'), 'url', uri('below', 'urn:oid:1.2.3'), true],
  ])('%s', (_, tree, param, criterion, expected) => {
    expect(matches(tree, where(param, criterion))).toBe(expected);
  });
});

describe('dates, numbers and quantities (https://hl7.org/fhir/R4/search.html#prefix)', () => {
  const day = (text: string) => Date.parse(text) * 1_000;
  const within: RangeComparison = [
    [
      { edge: 'low', operator: '>=', value: day('2013-01-14') },
      { edge: 'high', operator: '<=', value: day('2013-01-15') },
    ],
  ];
  const outside: RangeComparison = [
    [{ edge: 'low', operator: '<', value: day('2013-01-14') }],
    [{ edge: 'high', operator: '>', value: day('2013-01-15') }],
  ];
  const on = (date: string): JsonObject => ({ resourceType: 'Observation', effectiveDateTime: date });
  const value = (quantity: object): JsonObject => ({
    resourceType: 'Observation',
    valueQuantity: quantity as JsonObject,
  });
  const ucum = 'http://unitsofmeasure.org';
  const about = (number: number): RangeComparison => [
    [
      { edge: 'low', operator: '>=', value: number - 0.05 },
      { edge: 'high', operator: '<', value: number + 0.05 },
    ],
  ];
  const grams: Criterion = {
    kind: 'quantity',
    where: about(5.4),
    unit: { form: 'system-code', system: ucum, code: 'g', canonical: { unit: 'g', where: about(5.4) } },
  };
  const plain: Criterion = {
    kind: 'quantity',
    where: about(5.4),
    unit: { form: 'system-code', system: 'urn:units', code: 'g' },
  };
  const named: Criterion = {
    kind: 'quantity',
    where: about(5.4),
    unit: { form: 'code-or-unit', code: 'mg' },
  };
  it.each<Row>([
    [
      'eq2013-01-14 contains 10 o’clock',
      on('2013-01-14T10:00:00Z'),
      'date',
      { kind: 'date', where: within },
      true,
    ],
    [
      'eq2013-01-14 does not contain the next day',
      on('2013-01-15T00:00:00Z'),
      'date',
      { kind: 'date', where: within },
      false,
    ],
    [
      'eq2013-01-14 does not contain the month',
      on('2013-01'),
      'date',
      { kind: 'date', where: within },
      false,
    ],
    ['ne2013-01-14 is the month', on('2013-01'), 'date', { kind: 'date', where: outside }, true],
    [
      'ne2013-01-14 is not 10 o’clock',
      on('2013-01-14T10:00:00Z'),
      'date',
      { kind: 'date', where: outside },
      false,
    ],
    [
      'a number',
      {
        resourceType: 'RiskAssessment',
        prediction: [{ probabilityDecimal: 0.8 }, { probabilityDecimal: 5.4 }],
      },
      'probability',
      { kind: 'number', where: about(5.4) },
      true,
    ],
    [
      'any unit',
      value({ value: 5.4, unit: 'x' }),
      'value-quantity',
      { kind: 'quantity', where: about(5.4) },
      true,
    ],
    ['5400 mg are 5.4 g', value({ value: 5400, system: ucum, code: 'mg' }), 'value-quantity', grams, true],
    ['5.4 mg are not', value({ value: 5.4, system: ucum, code: 'mg' }), 'value-quantity', grams, false],
    ['5.4 L are not', value({ value: 5.4, system: ucum, code: 'L' }), 'value-quantity', grams, false],
    ['5.4 g of no system are not', value({ value: 5.4, unit: 'g' }), 'value-quantity', grams, false],
    [
      'a system of its own',
      value({ value: 5.4, system: 'urn:units', code: 'g' }),
      'value-quantity',
      plain,
      true,
    ],
    [
      'another code of it',
      value({ value: 5.4, system: 'urn:units', code: 'mg' }),
      'value-quantity',
      plain,
      false,
    ],
    ['||mg by the code', value({ value: 5.4, system: ucum, code: 'mg' }), 'value-quantity', named, true],
    ['||mg by the unit', value({ value: 5.4, unit: 'mg' }), 'value-quantity', named, true],
    ['||mg by neither', value({ value: 5.4, unit: 'g' }), 'value-quantity', named, false],
  ])('%s', (_, tree, param, criterion, expected) => {
    expect(matches(tree, where(param, criterion))).toBe(expected);
  });
});

describe('composites, places and words', () => {
  const panel: JsonObject = {
    resourceType: 'Observation',
    component: [
      { code: { coding: [{ code: 'systolic' }] }, valueQuantity: { value: 120 } },
      { code: { coding: [{ code: 'diastolic' }] }, valueQuantity: { value: 80 } },
    ],
  };
  const tuple = (code: string, above: number): Criterion => ({
    kind: 'composite',
    components: [
      { kind: 'token', form: 'code', code },
      { kind: 'quantity', where: [[{ edge: 'high', operator: '>', value: above }]] },
    ],
  });
  // Sydney: 151.21 E, Melbourne: 144.96 E; 714 km apart.
  const sydney: JsonObject = {
    resourceType: 'Location',
    position: { latitude: -33.8688, longitude: 151.2093 },
  };
  const near = (latitude: number, longitude: number, kilometres: number): Criterion => ({
    kind: 'near',
    latitude,
    longitude,
    kilometres,
  });
  const told: JsonObject = {
    resourceType: 'Condition',
    text: { status: 'generated', div: '<div>Bone metastasis</div>' },
    note: [{ text: 'painful' }],
  };
  const words = (place: 'narrative' | 'content', ...all: readonly string[]): Criterion => ({
    kind: 'words',
    where: place,
    words: all.filter((word) => !word.startsWith('-')),
    without: all.filter((word) => word.startsWith('-')).map((word) => word.slice(1)),
  });
  it.each<Row>([
    ['a tuple of one component', panel, 'component-code-value-quantity', tuple('systolic', 100), true],
    ['not of two', panel, 'component-code-value-quantity', tuple('diastolic', 100), false],
    ['near enough', sydney, 'near', near(-37.8136, 144.9631, 720), true],
    ['too far', sydney, 'near', near(-37.8136, 144.9631, 700), false],
    ['the very place', sydney, 'near', near(-33.8688, 151.2093, 0), true],
    [
      'across the date line',
      { resourceType: 'Location', position: { latitude: 0, longitude: 179.9 } },
      'near',
      near(0, -179.9, 23),
      true,
    ],
    ['_text', told, '_text', words('narrative', 'metastasis', 'bone'), true],
    ['_text is the narrative alone', told, '_text', words('narrative', 'bone', 'painful'), false],
    ['_content is all', told, '_content', words('content', 'bone', 'painful'), true],
    ['NOT, there', told, '_content', words('content', 'bone', '-painful'), false],
    ['NOT, not there', told, '_content', words('content', 'bone', '-liver'), true],
    ['NOT alone', told, '_text', words('narrative', '-painful'), true],
    ['words are whole', told, '_content', words('content', 'pain'), false],
  ])('%s', (_, tree, param, criterion, expected) => {
    expect(matches(tree, where(param, criterion))).toBe(expected);
  });
});

describe('facts of the resource', () => {
  const matched = resource({ resourceType: 'Basic' }, { id: 'b', lastUpdated: 50, createdAt: 10 });
  it.each<[what: string, param: string, criterion: Criterion, expected: boolean]>([
    ['_id', '_id', { kind: 'id', id: 'b' }, true],
    ['another _id', '_id', { kind: 'id', id: 'B' }, false],
    ['_lastUpdated, from the start on', '_lastUpdated', { kind: 'last-updated', low: 50, high: 51 }, true],
    ['_lastUpdated, until the end', '_lastUpdated', { kind: 'last-updated', low: 0, high: 50 }, false],
    ['createdAt', 'createdAt', { kind: 'created-at', low: -Infinity, high: 11 }, true],
  ])('%s', (_, param, criterion, expected) => {
    expect(matchesSearch({ type: 'Basic', conditions: [where(param, criterion)] }, matched)).toBe(expected);
  });
  it('are of the type that is searched', () => {
    expect(matchesSearch({ type: 'Basic', conditions: [] }, matched)).toBe(true);
    expect(matchesSearch({ type: 'Patient', conditions: [] }, matched)).toBe(false);
  });
});

describe('conditions (https://hl7.org/fhir/R4/search.html#modifiers)', () => {
  const male: TokenCriterion = { kind: 'token', form: 'code', code: 'male' };
  const female: TokenCriterion = { kind: 'token', form: 'code', code: 'female' };
  const man: JsonObject = { resourceType: 'Patient', gender: 'male' };
  const nobody: JsonObject = { resourceType: 'Patient' };
  it.each<[what: string, tree: JsonObject, condition: Condition, expected: boolean]>([
    ['one of several', man, where('gender', female, male), true],
    ['none of several', nobody, where('gender', female, male), false],
    ['an empty set of codes', man, where('gender'), false],
    [':not', man, { ...where('gender', male), negated: true }, false],
    [':not, of another value', man, { ...where('gender', female), negated: true }, true],
    [':not, without a value', nobody, { ...where('gender', male), negated: true }, true],
    [':not-in, an empty set', nobody, { ...where('gender'), negated: true }, true],
    [':missing=true', nobody, { kind: 'missing', param: 'gender', missing: true }, true],
    [':missing=true, a value', man, { kind: 'missing', param: 'gender', missing: true }, false],
    [':missing=false', man, { kind: 'missing', param: 'gender', missing: false }, true],
    ['_id is never missing', man, { kind: 'missing', param: '_id', missing: true }, false],
    [
      'a text alone is a value',
      { resourceType: 'Condition', code: { text: 'x' } },
      { kind: 'missing', param: 'code', missing: false },
      true,
    ],
    ['either', man, { kind: 'either', conditions: [where('gender', female), where('gender', male)] }, true],
    ['neither', man, { kind: 'either', conditions: [where('gender', female)] }, false],
  ])('%s', (_, tree, condition, expected) => {
    expect(matches(tree, condition)).toBe(expected);
  });
  it('are all to be fulfilled', () => {
    const conditions = [
      where('gender', male),
      where('active', { kind: 'token', form: 'code', code: 'true' }),
    ];
    expect(matchesSearch({ type: 'Patient', conditions }, resource(man))).toBe(false);
    expect(matchesSearch({ type: 'Patient', conditions }, resource({ ...man, active: true }))).toBe(true);
  });
  it('need the codes of a value set put in before', () => {
    const inSet = where('gender', { kind: 'value-set', valueSet: 'http://a.example/v' });
    expect(() => matches(man, inSet)).toThrow(TypeError);
  });
});

describe('chains (https://hl7.org/fhir/R4/search.html#chaining)', () => {
  const stored = [
    resource(
      {
        resourceType: 'Patient',
        name: [{ given: ['Peter'] }],
        generalPractitioner: [{ reference: 'Practitioner/d' }],
      },
      { id: 'p' },
    ),
    resource({ resourceType: 'Practitioner', name: [{ family: 'Joe' }] }, { id: 'd' }),
    resource({ resourceType: 'Group', name: 'Peter' }, { id: 'g' }),
    resource(
      { resourceType: 'Observation', subject: { reference: 'Patient/p' }, status: 'final' },
      { id: 'o' },
    ),
  ];
  const graph: ResourceGraph = {
    resolve: (target) => stored.find(({ type, id }) => `${type}/${id}` === target),
    referring: (type, param, target) =>
      stored.filter((each) => {
        const criterion: Criterion = { kind: 'reference', targets: [target] };
        return matchesSearch({ type, conditions: [where(param, criterion)] }, each);
      }),
  };
  const starts = (param: string, value: string) =>
    where(param, { kind: 'string', match: 'starts-with', value });
  const peter = { type: 'Patient', condition: starts('name', 'peter') };
  const doctor = (name: string): Condition => ({
    kind: 'chain',
    param: 'general-practitioner',
    targets: [{ type: 'Practitioner', condition: starts('name', name) }],
  });
  const about = (reference: string): JsonObject => ({
    resourceType: 'DiagnosticReport',
    subject: { reference },
  });
  const subject = (...targets: readonly { type: string; condition: Condition }[]): Condition => ({
    kind: 'chain',
    param: 'subject',
    targets,
  });
  it.each<[what: string, reference: string, condition: Condition, expected: boolean]>([
    ['subject:Patient.name=peter', 'Patient/p', subject(peter), true],
    ['another type', 'Group/g', subject(peter), false],
    [
      'a type that is not asked for',
      'Group/g',
      subject(peter, { type: 'Device', condition: doctor('x') }),
      false,
    ],
    [
      'subject.name=peter is of each type',
      'Group/g',
      subject(peter, { type: 'Group', condition: where('_id', { kind: 'id', id: 'g' }) }),
      true,
    ],
    ['a version', 'Patient/p/_history/1', subject(peter), true],
    ['an address of this store', 'http://x/datastore/0f3a/r4/Patient/p', subject(peter), true],
    ['an address elsewhere', 'http://x/Patient/p', subject(peter), false],
    ['what is not there', 'Patient/q', subject(peter), false],
    [
      'subject:Patient.general-practitioner.name=joe',
      'Patient/p',
      subject({ type: 'Patient', condition: doctor('joe') }),
      true,
    ],
    [
      'subject:Patient.general-practitioner.name=jim',
      'Patient/p',
      subject({ type: 'Patient', condition: doctor('jim') }),
      false,
    ],
  ])('%s', (_, reference, condition, expected) => {
    expect(matches(about(reference), condition, graph)).toBe(expected);
  });

  const has = (status: string): Condition => ({
    kind: 'reverse-chain',
    param: 'patient',
    source: {
      type: 'Observation',
      condition: where('status', { kind: 'token', form: 'code', code: status }),
    },
  });
  it('go the other way with _has', () => {
    const patients = (condition: Condition) =>
      stored.filter((each) => matchesSearch({ type: 'Patient', conditions: [condition] }, each, graph));
    expect(patients(has('final')).map(({ id }) => id)).toEqual(['p']);
    expect(patients(has('amended'))).toEqual([]);
  });
  it('mix', () => {
    expect(matches(about('Patient/p'), subject({ type: 'Patient', condition: has('final') }), graph)).toBe(
      true,
    );
    expect(matches(about('Patient/p'), subject({ type: 'Patient', condition: has('amended') }), graph)).toBe(
      false,
    );
  });
  it('need the other resources', () => {
    expect(() => matches(about('Patient/p'), subject(peter))).toThrow(
      new TypeError('subject: a chain or a hierarchy cannot be matched without the other resources'),
    );
    expect(() => matches({ resourceType: 'Patient' }, has('final'))).toThrow(TypeError);
  });
});

// "resources that don't have a value for the parameter" (https://hl7.org/fhir/R4/search.html#modifiers)
describe('what refers to a contained resource has a value', () => {
  const contained = [
    { resourceType: 'Patient', id: 'pp' },
    { resourceType: 'Group', id: 'gg' },
  ];
  const observation = (reference: string): JsonObject => ({
    resourceType: 'Observation',
    contained,
    subject: { reference },
  });
  const library: JsonObject = { resourceType: 'PlanDefinition', library: ['#lib'] };
  it.each<[tree: JsonObject, param: string, missing: boolean]>([
    [observation('#pp'), 'subject', false],
    // "Observation.subject.where(resolve() is Patient)"
    [observation('#pp'), 'patient', false],
    [observation('#gg'), 'patient', true],
    [observation('#nobody'), 'patient', true],
    [observation('#'), 'patient', true],
    [library, 'depends-on', false],
    [library, 'definition', true],
    [{ resourceType: 'Patient' }, '_id', false],
    [{ resourceType: 'Patient' }, '_lastUpdated', false],
  ])('%#', (tree, param, missing) => {
    expect(matches(tree, { kind: 'missing', param, missing })).toBe(true);
    expect(matches(tree, { kind: 'missing', param, missing: !missing })).toBe(false);
  });
});
