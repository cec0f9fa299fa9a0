import { describe, expect, it } from 'vitest';
import type { Condition } from '../search-query.js';
import { conditionsOf, diagnosticsOf, outcomeOf } from './testing/parsed.js';

const named = (param: string, value: string): Condition => ({
  kind: 'parameter',
  param,
  anyOf: [{ kind: 'string', match: 'starts-with', value }],
});
const coded = (param: string, code: string): Condition => ({
  kind: 'parameter',
  param,
  anyOf: [{ kind: 'token', form: 'code', code }],
});
const chain = (param: string, ...targets: readonly [string, Condition][]): Condition => ({
  kind: 'chain',
  param,
  targets: targets.map(([type, condition]) => ({ type, condition })),
});
const has = (type: string, param: string, condition: Condition): Condition => ({
  kind: 'reverse-chain',
  param,
  source: { type, condition },
});

// https://hl7.org/fhir/R4/search.html#chaining
describe('a chain', () => {
  it.each<[string, Condition]>([
    ['DiagnosticReport?subject:Patient.name=peter', chain('subject', ['Patient', named('name', 'peter')])],
    // Device and Group have no search parameter "name" in R4.
    [
      'DiagnosticReport?subject.name=peter',
      chain('subject', ['Location', named('name', 'peter')], ['Patient', named('name', 'peter')]),
    ],
    ['Observation?patient.name=peter', chain('patient', ['Patient', named('name', 'peter')])],
    [
      'Observation?subject:Patient.organization.name=x',
      chain('subject', ['Patient', chain('organization', ['Organization', named('name', 'x')])]),
    ],
    [
      'Encounter?patient.general-practitioner:Practitioner.family:exact=Müller',
      chain('patient', [
        'Patient',
        chain('general-practitioner', [
          'Practitioner',
          {
            kind: 'parameter',
            param: 'family',
            anyOf: [{ kind: 'string', match: 'exact', value: 'Müller' }],
          },
        ]),
      ]),
    ],
    [
      'Observation?patient._id=a,b',
      chain('patient', [
        'Patient',
        {
          kind: 'parameter',
          param: '_id',
          anyOf: [
            { kind: 'id', id: 'a' },
            { kind: 'id', id: 'b' },
          ],
        },
      ]),
    ],
    ['Observation?patient._tag=x', chain('patient', ['Patient', coded('_tag', 'x')])],
    [
      'Observation?patient.birthdate:missing=true',
      chain('patient', ['Patient', { kind: 'missing', param: 'birthdate', missing: true }]),
    ],
    [
      'Observation?patient.birthdate=ge2000',
      chain('patient', [
        'Patient',
        {
          kind: 'parameter',
          param: 'birthdate',
          anyOf: [
            {
              kind: 'date',
              where: [[{ edge: 'high', operator: '>', value: Date.parse('2000-01-01') * 1_000 }]],
            },
          ],
        },
      ]),
    ],
    [
      'Observation?patient.gender:not=male',
      chain('patient', [
        'Patient',
        {
          kind: 'parameter',
          param: 'gender',
          anyOf: [{ kind: 'token', form: 'code', code: 'male' }],
          negated: true,
        },
      ]),
    ],
    [
      'Observation?patient.general-practitioner=Practitioner/1',
      chain('patient', [
        'Patient',
        {
          kind: 'parameter',
          param: 'general-practitioner',
          anyOf: [{ kind: 'reference', targets: ['Practitioner/1'] }],
        },
      ]),
    ],
    [
      'Observation?patient._has:Condition:patient:code=x',
      chain('patient', ['Patient', has('Condition', 'patient', coded('code', 'x'))]),
    ],
  ])('%s', (url, condition) => {
    expect(conditionsOf(url)).toEqual([condition]);
  });

  it('goes on with the types that can read the value', () => {
    const types = (url: string) =>
      conditionsOf(url).flatMap((condition) =>
        condition.kind === 'chain' ? condition.targets.map(({ type }) => type) : [],
      );
    // The start of a GraphDefinition is a code, that of a Slot a date.
    expect(types('Provenance?target.start=2020-01-01')).toEqual(['GraphDefinition', 'Slot']);
    expect(types('Provenance?target.start=Patient')).toEqual(['GraphDefinition']);
  });

  it('several are all to be fulfilled', () => {
    expect(conditionsOf('Observation?patient.gender=male&patient.name=x')).toHaveLength(2);
  });

  it.each([
    ['Observation?code.name=x', '"code", which is no reference but of the type token'],
    ['Observation?code.name=x', '"code.name"'],
    ['Observation?subject:Practitioner.name=x', 'with Practitioner, which "subject" cannot refer to'],
    ['Observation?subject:Ghost.name=x', '"Ghost", which is no resource type'],
    ['Observation?subject:identifier.name=x', '"identifier", which is no resource type'],
    ['Observation?patient.nope=x', '"nope", which is no search parameter of Patient'],
    ['Observation?subject.nope=x', 'no search parameter of Device, Group, Location, Patient'],
    ['Observation?patient.organization.nope=x', '"nope", which is no search parameter of Organization'],
    ['Observation?patient.=x', '"", which is no search parameter of Patient'],
    ['Observation?patient.birthdate=x', '"x" of the search parameter "patient.birthdate" begins with "x"'],
    ['Observation?patient.birthdate:exact=2000', '":exact" does not fit the search parameter "birthdate"'],
    ['Observation?patient.birthdate.x=2000', 'which is no reference'],
    ['Observation?patient._text.x=2000', 'which is no reference'],
    ['Observation?patient._count=1', '"_count", which is no search parameter of Patient'],
    [`Patient?${'link.'.repeat(11)}birthdate=2000`, 'more than 10 links'],
  ])('%s is refused, leniently too', (url, text) => {
    expect(diagnosticsOf(url, { strict: false })).toContain(text);
  });

  it('of many types and links is bounded, and quickly', () => {
    const outcome = outcomeOf(`Provenance?${'target.'.repeat(10)}target=x`);
    expect(outcome.ok ? [] : outcome.issues.map(({ code }) => code)).toEqual(['too-costly']);
  });

  it('of ten links there can be', () => {
    expect(outcomeOf(`Organization?${'partof.'.repeat(10)}name=x`).ok).toBe(true);
  });
});

// https://hl7.org/fhir/R4/search.html#has
describe('a reverse chain', () => {
  it.each<[string, Condition]>([
    ['Patient?_has:Observation:patient:code=1234-5', has('Observation', 'patient', coded('code', '1234-5'))],
    [
      'Patient?_has:Observation:patient:_has:AuditEvent:entity:agent=Practitioner/x',
      has(
        'Observation',
        'patient',
        has('AuditEvent', 'entity', {
          kind: 'parameter',
          param: 'agent',
          anyOf: [{ kind: 'reference', targets: ['Practitioner/x'] }],
        }),
      ),
    ],
    [
      'Patient?_has:Observation:patient:performer:Practitioner.name=x',
      has('Observation', 'patient', chain('performer', ['Practitioner', named('name', 'x')])),
    ],
    [
      'Patient?_has:Observation:patient:code:in=http://a.example/vs',
      has('Observation', 'patient', {
        kind: 'parameter',
        param: 'code',
        anyOf: [{ kind: 'value-set', valueSet: 'http://a.example/vs' }],
      }),
    ],
    [
      'Patient?_has:Group:member:_id=102',
      has('Group', 'member', { kind: 'parameter', param: '_id', anyOf: [{ kind: 'id', id: '102' }] }),
    ],
    // https://hl7.org/fhir/R4/search.html#list
    [
      'Patient?_list=42,List/43',
      has('List', 'item', {
        kind: 'parameter',
        param: '_id',
        anyOf: [
          { kind: 'id', id: '42' },
          { kind: 'id', id: '43' },
        ],
      }),
    ],
  ])('%s', (url, condition) => {
    expect(conditionsOf(url)).toEqual([condition]);
  });

  it.each([
    ['Patient?_has=x', '_has:Type:reference:parameter'],
    ['Patient?_has:Observation=x', '_has:Type:reference:parameter'],
    ['Patient?_has:Observation:patient=x', '_has:Type:reference:parameter'],
    ['Patient?_has:Observation:patient:=x', '_has:Type:reference:parameter'],
    ['Patient?_has.x=x', '_has:Type:reference:parameter'],
    ['Patient?_has:Ghost:patient:code=x', '"Ghost", which is no resource type'],
    ['Patient?_has:Observation:nope:code=x', '"nope", which is no search parameter of Observation'],
    ['Patient?_has:Observation:code:code=x', 'no reference but a search parameter of the type token'],
    [
      'Organization?_has:Observation:patient:code=x',
      'Observation:patient, which cannot refer to Organization',
    ],
    ['Patient?_has:Observation:patient:nope=x', '"nope", which is no search parameter of Observation'],
    [
      'Patient?_has:Observation:patient:date=x',
      '"x" of the search parameter "_has:Observation:patient:date"',
    ],
    ['Patient?_list=$current-problems', 'names a list that is not supported'],
    ['Patient?_list=a/b', 'is not the id of a List'],
  ])('%s is refused, leniently too', (url, text) => {
    expect(diagnosticsOf(url, { strict: false })).toContain(text);
  });
});
