import { describe, expect, it } from 'vitest';
import type { Criterion } from '../criterion.js';
import { parseSearch, type SearchOutcome } from './parse-search.js';
import type { SearchOptions } from './search-options.js';

type Query = (SearchOutcome & { ok: true })['query'];

function parse(url: string, options: Partial<SearchOptions> = {}): SearchOutcome {
  const [type = '', parameters = ''] = url.split('?');
  const pairs = parameters
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return parseSearch(type, pairs, { strict: true, ...options });
}
function query(url: string, options: Partial<SearchOptions> = {}): Query {
  const outcome = parse(url, options);
  if (!outcome.ok) throw new Error(outcome.issues.map((issue) => issue.diagnostics).join('\n'));
  return outcome.query;
}
function criteria(url: string, options: Partial<SearchOptions> = {}): readonly Criterion[] {
  return query(url, options).conditions.flatMap((condition) => condition.anyOf);
}
function diagnostics(url: string, options: Partial<SearchOptions> = {}): string {
  const outcome = parse(url, options);
  return outcome.ok ? '' : outcome.issues.map((issue) => issue.diagnostics).join('\n');
}
const micro = (text: string) => Date.parse(text) * 1_000;

describe('criteria of each type', () => {
  it.each<[string, readonly object[]]>([
    // https://hl7.org/fhir/R4/search.html#token
    [
      'Patient?identifier=http://acme.org/patient|2345',
      [{ kind: 'token', form: 'system-code', system: 'http://acme.org/patient', code: '2345' }],
    ],
    ['Patient?gender=male', [{ kind: 'token', form: 'code', code: 'male' }]],
    ['Patient?active=true', [{ kind: 'token', form: 'code', code: 'true' }]],
    ['Patient?identifier=|2345', [{ kind: 'token', form: 'no-system-code', code: '2345' }]],
    [
      'Patient?identifier=http://acme.org/patient|',
      [{ kind: 'token', form: 'system', system: 'http://acme.org/patient' }],
    ],
    ['Observation?code=a\\,b', [{ kind: 'token', form: 'code', code: 'a,b' }]],
    ['Observation?code=a\\|b', [{ kind: 'token', form: 'code', code: 'a|b' }]],
    [
      'Observation?code=a,b',
      [
        { kind: 'token', form: 'code', code: 'a' },
        { kind: 'token', form: 'code', code: 'b' },
      ],
    ],
    [
      'ValueSet?version=1.0-RC',
      [
        { kind: 'token', form: 'code', code: '1.0-RC' },
        { kind: 'token', form: 'code', code: '1.0-rc' },
      ],
    ],
    ['Patient?_tag=s|t', [{ kind: 'token', form: 'system-code', system: 's', code: 't' }]],
    // https://hl7.org/fhir/R4/search.html#reference
    ['Observation?subject=Patient/23', [{ kind: 'reference', targets: ['Patient/23'] }]],
    ['Observation?subject:Patient=23', [{ kind: 'reference', targets: ['Patient/23'] }]],
    ['Observation?subject:Patient=Patient/23', [{ kind: 'reference', targets: ['Patient/23'] }]],
    ['Observation?patient=23', [{ kind: 'reference', targets: ['Patient/23'] }]],
    [
      'Observation?subject=23',
      [{ kind: 'reference', targets: ['Device/23', 'Group/23', 'Location/23', 'Patient/23'] }],
    ],
    [
      'Observation?subject=http://a.example/Patient/23',
      [{ kind: 'reference', targets: ['http://a.example/Patient/23'] }],
    ],
    ['Observation?subject=urn:uuid:0c3151bd', [{ kind: 'reference', targets: ['urn:uuid:0c3151bd'] }]],
    [
      'Observation?subject=Patient/23/_history/4',
      [{ kind: 'reference', targets: ['Patient/23/_history/4'] }],
    ],
    [
      'QuestionnaireResponse?questionnaire=http://a.example/Q|1',
      [{ kind: 'reference', targets: ['http://a.example/Q|1'] }],
    ],
    // https://hl7.org/fhir/R4/search.html#string
    ['Patient?given=Éve', [{ kind: 'string', match: 'starts-with', value: 'eve' }]],
    [
      'Patient?name=peter,O\\,Hara',
      [
        { kind: 'string', match: 'starts-with', value: 'peter' },
        { kind: 'string', match: 'starts-with', value: 'o hara' },
      ],
    ],
    // https://hl7.org/fhir/R4/search.html#uri
    ['ValueSet?url=urn:oid:1.2.3.4.5', [{ kind: 'uri', value: 'urn:oid:1.2.3.4.5' }]],
    ['Patient?_profile=http://a.example/P', [{ kind: 'uri', value: 'http://a.example/P' }]],
    ['Patient?_source=urn:x', [{ kind: 'uri', value: 'urn:x' }]],
    // https://hl7.org/fhir/R4/search.html#id
    [
      'Patient?_id=a-1,b.2',
      [
        { kind: 'id', id: 'a-1' },
        { kind: 'id', id: 'b.2' },
      ],
    ],
    // https://hl7.org/fhir/R4/search.html#composite
    [
      'Observation?component-code-value-quantity=http://loinc.org|8480-6$lt60',
      [
        {
          kind: 'composite',
          components: [
            { kind: 'token', form: 'system-code', system: 'http://loinc.org', code: '8480-6' },
            { kind: 'quantity', where: [[{ edge: 'low', operator: '<', value: 60 }]] },
          ],
        },
      ],
    ],
    [
      'Group?characteristic-value=gender$mixed,owner$Eve',
      [
        {
          kind: 'composite',
          components: [
            { kind: 'token', form: 'code', code: 'gender' },
            { kind: 'token', form: 'code', code: 'mixed' },
          ],
        },
        {
          kind: 'composite',
          components: [
            { kind: 'token', form: 'code', code: 'owner' },
            { kind: 'token', form: 'code', code: 'Eve' },
          ],
        },
      ],
    ],
    [
      'Questionnaire?context-type-value=focus$http://snomed.info/sct|408934002',
      [
        {
          kind: 'composite',
          components: [
            { kind: 'token', form: 'code', code: 'focus' },
            { kind: 'token', form: 'system-code', system: 'http://snomed.info/sct', code: '408934002' },
          ],
        },
      ],
    ],
  ])('%s', (url, expected) => {
    expect(criteria(url)).toEqual(expected);
  });

  it('quantities have their unit as it was asked for', () => {
    const units = [
      [
        '5.4|http://unitsofmeasure.org|mg',
        { form: 'system-code', system: 'http://unitsofmeasure.org', code: 'mg' },
      ],
      ['5.4||mg', { form: 'code-or-unit', code: 'mg' }],
      ['5.4', undefined],
      ['5.4||', undefined],
    ] as const;
    for (const [value, unit] of units) {
      const where = [
        [
          { edge: 'low', operator: '>=', value: 5.35 },
          { edge: 'high', operator: '<', value: 5.45 },
        ],
      ];
      expect(criteria(`Observation?value-quantity=${value}`)).toEqual([
        { kind: 'quantity', where, ...(unit && { unit }) },
      ]);
    }
  });

  it('our own address is the same as a relative reference', () => {
    const own = 'Observation?subject=http://us.example/fhir/Patient/23';
    for (const baseUrl of ['http://us.example/fhir', 'http://us.example/fhir/']) {
      expect(criteria(own, { baseUrl })).toEqual([
        { kind: 'reference', targets: ['Patient/23', 'http://us.example/fhir/Patient/23'] },
      ]);
    }
    const foreign = { kind: 'reference', targets: ['http://us.example/fhir/Patient/23'] };
    expect(criteria(own, { baseUrl: 'http://us.example/fh' })).toEqual([foreign]);
  });

  it('a plus that was not escaped has become a space, and is a plus all the same', () => {
    for (const parameter of ['birthdate', '_lastUpdated']) {
      expect(criteria(`Patient?${parameter}=gt2013-01-14T10:00:00 02:00`)).toEqual(
        criteria(`Patient?${parameter}=gt2013-01-14T10:00:00+02:00`),
      );
    }
  });

  it.each<[string, readonly (readonly [number, number])[]]>([
    ['2013-01-14', [[micro('2013-01-14'), micro('2013-01-15')]]],
    [
      'ne2013-01-14',
      [
        [-Infinity, micro('2013-01-14')],
        [micro('2013-01-15'), Infinity],
      ],
    ],
    ['gt2013-01-14', [[micro('2013-01-15'), Infinity]]],
    ['sa2013-01-14', [[micro('2013-01-15'), Infinity]]],
    ['ge2013-01-14', [[micro('2013-01-14'), Infinity]]],
    ['lt2013-01-14', [[-Infinity, micro('2013-01-14')]]],
    ['eb2013-01-14', [[-Infinity, micro('2013-01-14')]]],
    ['le2013-01-14', [[-Infinity, micro('2013-01-15')]]],
    ['ap2013-01-14', [[micro('2013-01-13'), micro('2013-01-16')]]],
  ])('_lastUpdated=%s', (value, ranges) => {
    expect(criteria(`Patient?_lastUpdated=${value}`, { now: new Date('2013-01-25') })).toEqual(
      ranges.map(([low, high]) => ({ kind: 'last-updated', low, high })),
    );
  });
});

describe('values that cannot be read are refused with parameter, value and reason', () => {
  it.each([
    ['Patient?birthdate=2013-13', '"2013-13" of the search parameter "birthdate" is not a date'],
    ['Patient?birthdate=xx2013', 'begins with "xx"'],
    ['Patient?birthdate=gt', 'is not a date'],
    ['Patient?birthdate=', '"" of the search parameter "birthdate" is empty'],
    ['Patient?gender=', 'is empty'],
    ['Patient?name=a\0b', 'NUL'],
    ['Patient?gender=male,', 'nothing before, between or after'],
    ['Patient?gender=|', 'neither a system nor a code'],
    ['Patient?gender=a|b|c', 'more than one "|"'],
    ['Patient?gender=a\\b', 'backslash'],
    ['Patient?name=...', 'neither letters nor digits'],
    ['Patient?_id=a/b', 'is not an id'],
    ['Patient?_lastUpdated=now', 'begins with "now"'],
    ['ChargeItem?factor-override=1.x', 'is not a number'],
    ['ChargeItem?factor-override=~1', 'is not a number'],
    ['ChargeItem?factor-override=xy1', 'begins with "xy"'],
    ['Observation?value-quantity=5|mg', 'number|system|code'],
    ['Observation?value-quantity=5|http://unitsofmeasure.org|', 'no code'],
    ['Observation?subject=a b', 'is neither an id'],
    ['Observation?subject=Nothing/1', 'is neither an id'],
    ['Observation?subject:Patient=Group/1', 'is not the id of a Patient'],
    ['Observation?code-value-quantity=a', 'code$value-quantity'],
    ['Observation?code-value-quantity=a$', 'code$value-quantity'],
    ['Observation?code-value-quantity=a$b', 'in its part "value-quantity"'],
    ['Patient?_count=-1', 'whole number'],
    ['Patient?_count=ten', 'whole number'],
    ['Patient?_count=10&_count=20', 'more than once'],
    ['Patient?_total=estimate', 'none or accurate'],
    ['Patient?_sort=birthdate', '_lastUpdated or -_lastUpdated'],
    ['Patient?_cursor=', 'is empty'],
    [`Patient?_cursor=${'x'.repeat(5_000)}`, 'too long'],
    [`Patient?gender=${'a,'.repeat(1_500)}a`, 'more than 1000 alternatives'],
    [`Patient?${'gender=a&'.repeat(150)}`, 'more than 100'],
    [`Patient?${`gender=${'a,'.repeat(999)}a&`.repeat(11)}`, 'more than 10000 look-ups'],
    [`Patient?${`birthdate=${'gt2020,'.repeat(599)}2020&`.repeat(2)}`, 'more than 10000 look-ups'],
    // An id alone stands for each of the 146 types that a Provenance may be about.
    [`Provenance?target=${'a,'.repeat(99)}a`, 'more than 10000 look-ups'],
    [`Provenance?${`target=${'a,'.repeat(999)}a&`.repeat(99)}_count=1`, 'more than 10000 look-ups'],
    ['Nothing?_id=1', 'not a resource type'],
  ])('%s', (url, text) => {
    expect(diagnostics(url)).toContain(text);
  });

  it('tells all of them', () => {
    const outcome = parse('Patient?birthdate=x&gender=&_count=x');
    expect(outcome.ok ? [] : outcome.issues.map(({ severity, code }) => [severity, code])).toEqual([
      ['error', 'value'],
      ['error', 'value'],
      ['error', 'value'],
    ]);
  });
});

describe('what would change the answer is never ignored', () => {
  it.each([
    'Patient?name:exact=Eve',
    'Patient?name:contains=eve',
    'Patient?gender:not=male',
    'Patient?gender:missing=true',
    'Patient?gender:nonsense=male',
    'Observation?subject:Practitioner=1',
    'Observation?subject:identifier=1',
    'Observation?subject.name=peter',
    'Observation?subject:Patient.name=peter',
    'Patient?_has:Observation:patient:code=1234-5',
    'Patient?_summary:x=true',
    'Patient?_elements:x=name',
    'Patient?_include:recurse=Patient:organization',
    'Patient?_include:=Patient:organization',
    'Patient?_include.x=Patient:organization',
    'Patient?_revinclude:missing=Observation:patient',
    'Patient?_text=x',
    'Patient?_filter=x',
    'Location?near=1|2',
  ])('%s', (url) => {
    const outcome = parse(url, { strict: false });
    expect(outcome.ok ? [] : outcome.issues.map((issue) => issue.code)).toEqual(['not-supported']);
  });
});

describe('unknown parameters', () => {
  it.each(['nope', 'nope:exact', 'birthdat', '__proto__', 'constructor', 'toString', ''])('%j', (name) => {
    const lenient = parse(`Patient?${name}=1&gender=male`, { strict: false });
    expect(lenient).toMatchObject({ ok: true, query: { applied: [['gender', 'male']] } });
    expect(lenient.ok && lenient.ignored).toMatchObject([{ severity: 'warning', code: 'not-supported' }]);
    expect(diagnostics(`Patient?${name}=1`)).toContain(`"${name}" is not known for Patient`);
  });
});

describe('the query', () => {
  it('is everything, newest first, twenty a page, unless asked otherwise', () => {
    expect(query('Patient')).toEqual({
      type: 'Patient',
      conditions: [],
      count: 20,
      total: 'none',
      sort: { by: '_lastUpdated', direction: 'descending' },
      applied: [],
    });
  });

  it('has a condition for each parameter, repeated ones too', () => {
    const { conditions } = query('Patient?given=a,b&family=c&given=d');
    expect(conditions.map(({ param, anyOf }) => [param, anyOf.length])).toEqual([
      ['given', 2],
      ['family', 1],
      ['given', 1],
    ]);
  });

  it('has the result parameters, and what was applied without cursor and format', () => {
    const url =
      'Patient?gender=male&_count=5000&_sort=_lastUpdated&_total=accurate&_cursor=abc&_format=json&_pretty=true';
    expect(query(url)).toMatchObject({
      count: 1_000,
      cursor: 'abc',
      total: 'accurate',
      sort: { by: '_lastUpdated', direction: 'ascending' },
      applied: [
        ['gender', 'male'],
        ['_count', '1000'],
        ['_sort', '_lastUpdated'],
        ['_total', 'accurate'],
      ],
    });
    expect(query('Patient?_count=300', { maxCount: 100 }).count).toBe(100);
    expect(query('Patient', { defaultCount: 7 }).count).toBe(7);
  });

  it('wants only the total where the count is 0', () => {
    expect(query('Patient?_count=0&_total=none')).toMatchObject({ count: 0, total: 'accurate' });
  });
});

// https://hl7.org/fhir/R4/search.html#summary, #elements
describe('the part of each resource', () => {
  it.each(['true', 'text', 'data', 'false'])('_summary=%s', (summary) => {
    expect(query(`Patient?_summary=${summary}&_count=7`)).toMatchObject({
      subset: { summary },
      count: 7,
      total: 'none',
      applied: [
        ['_summary', summary],
        ['_count', '7'],
      ],
    });
  });

  it('_summary=count asks for the total alone, whatever _count says', () => {
    const counted = query('Patient?_summary=count&_count=7');
    expect(counted).toMatchObject({ count: 0, total: 'accurate' });
    expect(counted).not.toHaveProperty('subset');
  });

  it('_elements, also of a choice', () => {
    expect(query('Observation?_elements=status,value[x],effectiveDateTime').subset).toEqual({
      elements: ['status', 'value[x]', 'effectiveDateTime'],
    });
  });

  it('elements that there are not: refused, or left out with a note', () => {
    expect(diagnostics('Patient?_elements=name,subject,nom')).toContain('"subject", "nom"');
    const lenient = parse('Patient?_elements=name,subject', { strict: false });
    expect(lenient).toMatchObject({
      ok: true,
      query: { subset: { elements: ['name'] }, applied: [['_elements', 'name']] },
      ignored: [{ severity: 'warning', diagnostics: expect.stringContaining('"subject"') as string }],
    });
    const none = parse('Patient?_elements=subject', { strict: false });
    expect(none.ok && none.query).not.toHaveProperty('subset');
    expect(none).toMatchObject({ ok: true, query: { applied: [] } });
  });

  it.each([
    ['Patient?_summary=yes', '"yes"'],
    ['Patient?_summary=True', '"True"'],
    ['Patient?_summary=', '_summary'],
    ['Patient?_elements=', '_elements'],
    ['Patient?_elements=name,', '_elements'],
    ['Patient?_summary=true&_summary=text', 'more than once'],
    ['Patient?_summary=true&_elements=name', 'exclude each other'],
    ['Patient?_summary=text&_include=Patient:organization', '_summary=text'],
    ['Patient?_revinclude=Observation:subject&_summary=text', '_summary=text'],
    [`Patient?_elements=${'name,'.repeat(300)}name`, 'more than 200'],
  ])('%s is refused', (url, text) => {
    expect(diagnostics(url, { strict: false })).toContain(text);
  });
});

// https://hl7.org/fhir/R4/search.html#revinclude
describe('includes', () => {
  const forward = { direction: 'forward', iterate: false };
  const reverse = { direction: 'reverse', iterate: false };
  it.each<[string, object]>([
    ['Observation?_include=Observation:subject', { ...forward, source: 'Observation', params: ['subject'] }],
    [
      'Observation?_include=Observation:subject:Patient',
      { ...forward, source: 'Observation', params: ['subject'], target: 'Patient' },
    ],
    [
      'Observation?_include:iterate=Patient:link',
      { direction: 'forward', iterate: true, source: 'Patient', params: ['link'] },
    ],
    ['Patient?_revinclude=Provenance:target', { ...reverse, source: 'Provenance', params: ['target'] }],
    // The reference parameters of Device: https://hl7.org/fhir/R4/device.html#search
    ['Device?_include=*', { ...forward, source: 'Device', params: ['location', 'organization', 'patient'] }],
    [
      'Patient?_revinclude=Device:*',
      { ...reverse, source: 'Device', params: ['location', 'organization', 'patient'] },
    ],
    [
      'Patient?_revinclude=Device:*:Patient',
      { ...reverse, source: 'Device', params: ['patient'], target: 'Patient' },
    ],
  ])('%s', (url, include) => {
    const { includes, applied } = query(url);
    expect(includes).toEqual([include]);
    expect(applied).toHaveLength(1);
  });

  it('several of them, in their order', () => {
    const url = 'MedicationRequest?_include=MedicationRequest:requester&_include=MedicationRequest:subject';
    expect(query(url).includes?.map(({ params }) => params)).toEqual([['requester'], ['subject']]);
    expect(query('Patient')).not.toHaveProperty('includes');
  });

  it('as many reverse ones as the look-ups of a page allow', () => {
    // Of the parameters of Observation four may refer to a Patient: focus, patient, performer, subject.
    const url = 'Patient?_revinclude=Observation:*&_count=';
    expect(query(`${url}1000`).includes).toHaveLength(1);
    expect(diagnostics(`${url}1000&${'_revinclude=Observation:*&'.repeat(2)}`)).toContain('look-ups');
  });

  it.each([
    ['Patient?_include=Ghost:subject', '"Ghost", which is no resource type'],
    ['Patient?_include=Patient:nope', '"nope", which is no search parameter of Patient'],
    [
      'Patient?_include=Patient:name',
      '"name", which is no reference but a search parameter of the type string',
    ],
    ['Patient?_include=Patient:organization:Ghost', '"Ghost", which is no resource type'],
    ['Patient?_include=Patient:organization:Group', 'Group, which Patient:organization cannot refer to'],
    ['Patient?_include=Patient', 'Type:parameter'],
    ['Patient?_include=Patient:', 'Type:parameter'],
    ['Patient?_include=Patient:link:Patient:x', 'Type:parameter'],
    ['Patient?_include=', 'Type:parameter'],
    ['Patient?_revinclude=*', 'name a type'],
    ['Patient?_include:recurse=Patient:link', ':iterate'],
    // One look-up for each of 1,000 matches, eleven times.
    [`Patient?_count=1000&${'_revinclude=Observation:subject&'.repeat(11)}`, 'more than 10000 look-ups'],
  ])('%s is refused, leniently too', (url, text) => {
    expect(diagnostics(url, { strict: false })).toContain(text);
  });
});
