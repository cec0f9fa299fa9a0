import { describe, expect, it } from 'vitest';
import { conditionsOf, criteriaOf, diagnosticsOf, outcomeOf, queryOf } from './testing/parsed.js';

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
    ['ValueSet?url=urn:oid:1.2.3.4.5', [{ kind: 'uri', match: 'equal', value: 'urn:oid:1.2.3.4.5' }]],
    ['Patient?_profile=http://a.example/P', [{ kind: 'uri', match: 'equal', value: 'http://a.example/P' }]],
    ['Patient?_source=urn:x', [{ kind: 'uri', match: 'equal', value: 'urn:x' }]],
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
    expect(criteriaOf(url)).toEqual(expected);
  });

  it('quantities have their unit as it was asked for', () => {
    const units = [
      [
        '5.4|http://a.example/units|mg',
        { form: 'system-code', system: 'http://a.example/units', code: 'mg' },
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
      expect(criteriaOf(`Observation?value-quantity=${value}`)).toEqual([
        { kind: 'quantity', where, ...(unit && { unit }) },
      ]);
    }
  });

  // "5.4|http://unitsofmeasure.org|mg", https://hl7.org/fhir/R4/search.html#quantity
  it.each([
    ['5.4|http://unitsofmeasure.org|g', 'g', 5.35, 5.45],
    ['5400|http://unitsofmeasure.org|mg', 'g', 5.3995, 5.4005],
    ['5.4|http://unitsofmeasure.org|mg/dL', 'g.m-3', 53.5, 54.5],
  ])('a unit of UCUM is compared in base units, too: %s', (value, unit, low, high) => {
    const [criterion] = criteriaOf(`Observation?value-quantity=${value}`);
    expect(criterion).toMatchObject({
      unit: {
        form: 'system-code',
        system: 'http://unitsofmeasure.org',
        canonical: {
          unit,
          where: [
            [
              { edge: 'low', operator: '>=', value: expect.closeTo(low, 9) as number },
              { edge: 'high', operator: '<', value: expect.closeTo(high, 9) as number },
            ],
          ],
        },
      },
    });
  });

  it('what is no code of UCUM is compared as it stands', () => {
    expect(criteriaOf('Observation?value-quantity=1|http://unitsofmeasure.org|tablets')).toMatchObject([
      { unit: { form: 'system-code', system: 'http://unitsofmeasure.org', code: 'tablets' } },
    ]);
    expect(
      JSON.stringify(criteriaOf('Observation?value-quantity=1|http://unitsofmeasure.org|tablets')),
    ).not.toContain('canonical');
  });

  it('the parts of a composite have theirs', () => {
    expect(
      criteriaOf('Observation?code-value-quantity=8480-6$gt5|http://unitsofmeasure.org|mg'),
    ).toMatchObject([
      {
        kind: 'composite',
        components: [{ kind: 'token' }, { kind: 'quantity', unit: { canonical: { unit: 'g' } } }],
      },
    ]);
  });

  it('our own address is the same as a relative reference', () => {
    const own = 'Observation?subject=http://us.example/fhir/Patient/23';
    for (const baseUrl of ['http://us.example/fhir', 'http://us.example/fhir/']) {
      expect(criteriaOf(own, { baseUrl })).toEqual([{ kind: 'reference', targets: ['Patient/23'] }]);
    }
    const foreign = { kind: 'reference', targets: ['http://us.example/fhir/Patient/23'] };
    expect(criteriaOf(own, { baseUrl: 'http://us.example/fh' })).toEqual([foreign]);
  });

  it('a plus that was not escaped has become a space, and is a plus all the same', () => {
    for (const parameter of ['birthdate', '_lastUpdated']) {
      expect(criteriaOf(`Patient?${parameter}=gt2013-01-14T10:00:00 02:00`)).toEqual(
        criteriaOf(`Patient?${parameter}=gt2013-01-14T10:00:00+02:00`),
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
  ])('_lastUpdated=%s, and createdAt', (value, ranges) => {
    expect(criteriaOf(`Patient?_lastUpdated=${value}`, { now: new Date('2013-01-25') })).toEqual(
      ranges.map(([low, high]) => ({ kind: 'last-updated', low, high })),
    );
    expect(criteriaOf(`Patient?createdAt=${value}`, { now: new Date('2013-01-25') })).toEqual(
      ranges.map(([low, high]) => ({ kind: 'created-at', low, high })),
    );
  });
});

describe('values that cannot be read are refused with parameter, value and reason', () => {
  it.each([
    ['Patient?birthdate=2013-13', '"2013-13" of the search parameter "birthdate" is not a date'],
    ['Patient?birthdate=xx2013', 'begins with "xx"'],
    ['Patient?birthdate=gt', 'is not a date'],
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
    ['Patient?_total=some', 'none of none, estimate and accurate'],
    [`Patient?_cursor=${'x'.repeat(10_000)}`, 'too long'],
    [`Patient?${'gender=a&'.repeat(150)}`, 'more than 100'],
    ['Nothing?_id=1', 'not a resource type'],
  ])('%s', (url, text) => {
    expect(diagnosticsOf(url)).toContain(text);
  });

  it('tells all of them', () => {
    const outcome = outcomeOf('Patient?birthdate=x&gender=|&_count=x');
    expect(outcome.ok ? [] : outcome.issues.map(({ severity, code }) => [severity, code])).toEqual([
      ['error', 'value'],
      ['error', 'value'],
      ['error', 'value'],
    ]);
  });
});

// "Empty parameters are not an error - they are just ignored by the server."
// https://hl7.org/fhir/R4/search.html#errors
describe('a parameter without a value is ignored', () => {
  it.each([
    'Patient?birthdate=&gender=male',
    'Patient?gender=male&name:exact=',
    'Patient?nonsense=&gender=male',
    'Patient?gender=male&_sort=&_count=&_cursor=&_summary=&_elements=&_total=',
    'Patient?_include=&_has:Observation:patient:code=&general-practitioner.name=&gender=male',
  ])('%s', (url) => {
    const outcome = outcomeOf(url);
    expect(outcome.ok && outcome.query).toMatchObject({ applied: [['gender', 'male']], total: 'none' });
    expect(outcome.ok && outcome.query.searches).toMatchObject([{ conditions: [{ param: 'gender' }] }]);
    const empty = url
      .split('?')[1]!
      .split('&')
      .filter((pair) => pair.endsWith('='));
    expect(outcome.ok && outcome.ignored.map(({ severity, diagnostics }) => [severity, diagnostics])).toEqual(
      empty.map((pair) => [
        'warning',
        `The search parameter "${pair.slice(0, -1)}" has no value. It was ignored.`,
      ]),
    );
  });

  it('of the system, too', () => {
    expect(outcomeOf('?_type=&_id=1')).toMatchObject({ ok: true, query: { applied: [['_id', '1']] } });
  });
});

describe('what would change the answer is never ignored', () => {
  it.each([
    'Patient?gender:nonsense=male',
    'Observation?subject:Practitioner=1',
    'Patient?gender.x=male',
    'Observation?subject.nope=1',
    'Patient?_has:Observation:patient:nope=1',
    'Patient?_sort:desc=birthdate',
    'Patient?_count:exact=1',
    'Patient?_summary:x=true',
    'Patient?_elements:x=name',
    'Patient?_include:recurse=Patient:organization',
    'Patient?_include:=Patient:organization',
    'Patient?_include.x=Patient:organization',
    'Patient?_revinclude:missing=Observation:patient',
    'Patient?_text:exact=x',
    'Patient?_type=Patient',
    'Patient?_contained=true',
    'Patient?_contained=both',
    'Patient?_contained:x=false',
    'Patient?_containedType=contained',
    'Patient?_query=x',
    'Patient?_filter=x',
  ])('%s', (url) => {
    const outcome = outcomeOf(url, { strict: false });
    expect(outcome.ok ? [] : outcome.issues.map((issue) => issue.code)).toEqual(['not-supported']);
  });
});

// https://hl7.org/fhir/R4/search.html#contained: "false (default)", "container (default)"
describe('what the default says anyway', () => {
  it.each(['_contained=false', '_containedType=container'])('%s', (pair) => {
    expect(queryOf(`Patient?gender=male&${pair}&${pair}`)).toMatchObject({
      searches: queryOf('Patient?gender=male').searches,
      applied: [['gender', 'male'], pair.split('='), pair.split('=')],
    });
  });
});

describe('unknown parameters', () => {
  it.each(['nope', 'nope:exact', 'birthdat', '__proto__', 'constructor', 'toString', ''])('%j', (name) => {
    const lenient = outcomeOf(`Patient?${name}=1&gender=male`, { strict: false });
    expect(lenient).toMatchObject({ ok: true, query: { applied: [['gender', 'male']] } });
    expect(lenient.ok && lenient.ignored).toMatchObject([{ severity: 'warning', code: 'not-supported' }]);
    expect(diagnosticsOf(`Patient?${name}=1`)).toContain(`"${name}" is not known for Patient`);
  });
});

describe('the query', () => {
  it('is everything, newest first, twenty a page, unless asked otherwise', () => {
    expect(queryOf('Patient')).toEqual({
      searches: [{ type: 'Patient', conditions: [] }],
      count: 20,
      total: 'none',
      sort: [{ param: '_lastUpdated', direction: 'descending' }],
      applied: [],
    });
  });

  it('has a condition for each parameter, repeated ones too', () => {
    expect(conditionsOf('Patient?given=a,b&family=c&given=d')).toMatchObject([
      { kind: 'parameter', param: 'given', anyOf: [{ value: 'a' }, { value: 'b' }] },
      { kind: 'parameter', param: 'family', anyOf: [{ value: 'c' }] },
      { kind: 'parameter', param: 'given', anyOf: [{ value: 'd' }] },
    ]);
  });

  it('has the result parameters, and what was applied without cursor and format', () => {
    const url =
      'Patient?gender=male&_count=5000&_sort=_lastUpdated&_total=accurate&_cursor=abc&_format=json&_pretty=true';
    expect(queryOf(url)).toMatchObject({
      count: 1_000,
      cursor: 'abc',
      total: 'accurate',
      sort: [{ param: '_lastUpdated', direction: 'ascending' }],
      applied: [
        ['gender', 'male'],
        ['_count', '1000'],
        ['_sort', '_lastUpdated'],
        ['_total', 'accurate'],
      ],
    });
    expect(queryOf('Patient?_count=300', { maxCount: 100 }).count).toBe(100);
    expect(queryOf('Patient', { defaultCount: 7 }).count).toBe(7);
  });

  it('wants only the total where the count is 0', () => {
    expect(queryOf('Patient?_count=0&_total=none')).toMatchObject({ count: 0, total: 'accurate' });
  });
});
