import { describe, expect, it } from 'vitest';
import type { Condition } from '../search-query.js';
import { conditionsOf, criteriaOf, diagnosticsOf, outcomeOf } from './testing/parsed.js';

// https://hl7.org/fhir/R4/search.html#modifiers
describe('a modifier', () => {
  it.each<[string, Condition]>([
    // https://hl7.org/fhir/R4/search.html#string
    [
      'Patient?given:contains=Éve',
      { kind: 'parameter', param: 'given', anyOf: [{ kind: 'string', match: 'contains', value: 'eve' }] },
    ],
    [
      'Patient?given:exact=Éve\\, O.',
      { kind: 'parameter', param: 'given', anyOf: [{ kind: 'string', match: 'exact', value: 'Éve, O.' }] },
    ],
    [
      'Patient?given:exact=***',
      { kind: 'parameter', param: 'given', anyOf: [{ kind: 'string', match: 'exact', value: '***' }] },
    ],
    // https://hl7.org/fhir/R4/search.html#token
    [
      'Condition?code:text=Headache',
      { kind: 'parameter', param: 'code', anyOf: [{ kind: 'text', value: 'headache' }] },
    ],
    [
      'Patient?gender:not=male,female',
      {
        kind: 'parameter',
        param: 'gender',
        anyOf: [
          { kind: 'token', form: 'code', code: 'male' },
          { kind: 'token', form: 'code', code: 'female' },
        ],
        negated: true,
      },
    ],
    [
      'Patient?active:not=true',
      {
        kind: 'parameter',
        param: 'active',
        anyOf: [{ kind: 'token', form: 'code', code: 'true' }],
        negated: true,
      },
    ],
    [
      'Patient?_id:not=1',
      { kind: 'parameter', param: '_id', anyOf: [{ kind: 'id', id: '1' }], negated: true },
    ],
    [
      'Condition?code:in=http://snomed.info/sct?fhir_vs=isa/126851005',
      {
        kind: 'parameter',
        param: 'code',
        anyOf: [{ kind: 'value-set', valueSet: 'http://snomed.info/sct?fhir_vs=isa/126851005' }],
      },
    ],
    [
      'Condition?code:in=ValueSet/123,http://a.example/vs\\|1.0',
      {
        kind: 'parameter',
        param: 'code',
        anyOf: [
          { kind: 'value-set', valueSet: 'ValueSet/123' },
          { kind: 'value-set', valueSet: 'http://a.example/vs|1.0' },
        ],
      },
    ],
    [
      'Condition?code:not-in=http://us.example/fhir/ValueSet/123',
      {
        kind: 'parameter',
        param: 'code',
        anyOf: [{ kind: 'value-set', valueSet: 'ValueSet/123' }],
        negated: true,
      },
    ],
    [
      'Observation?code:above=http://snomed.info/sct|126851005',
      {
        kind: 'parameter',
        param: 'code',
        anyOf: [
          { kind: 'hierarchy', direction: 'above', system: 'http://snomed.info/sct', code: '126851005' },
        ],
      },
    ],
    [
      'Observation?code:below=126851005',
      {
        kind: 'parameter',
        param: 'code',
        anyOf: [{ kind: 'hierarchy', direction: 'below', code: '126851005' }],
      },
    ],
    [
      'Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|446053',
      {
        kind: 'parameter',
        param: 'identifier',
        anyOf: [
          {
            kind: 'token',
            form: 'of-type',
            system: 'http://terminology.hl7.org/CodeSystem/v2-0203',
            code: 'MR',
            value: '446053',
          },
        ],
      },
    ],
    // https://hl7.org/fhir/R4/search.html#uri
    [
      'ValueSet?url:below=http://acme.org/fhir/',
      {
        kind: 'parameter',
        param: 'url',
        anyOf: [{ kind: 'uri', match: 'below', value: 'http://acme.org/fhir/' }],
      },
    ],
    [
      'ValueSet?url:above=http://acme.org/fhir/ValueSet/123/_history/5',
      {
        kind: 'parameter',
        param: 'url',
        anyOf: [{ kind: 'uri', match: 'above', value: 'http://acme.org/fhir/ValueSet/123/_history/5' }],
      },
    ],
    // https://hl7.org/fhir/R4/search.html#recursive
    [
      'Procedure?location:below=42',
      {
        kind: 'hierarchy',
        param: 'location',
        direction: 'below',
        targets: ['Location/42'],
        links: [{ type: 'Location', param: 'partof' }],
      },
    ],
    [
      'Observation?encounter:above=Encounter/21,http://us.example/fhir/Encounter/22',
      {
        kind: 'hierarchy',
        param: 'encounter',
        direction: 'above',
        targets: ['Encounter/21', 'Encounter/22'],
        links: [{ type: 'Encounter', param: 'part-of' }],
      },
    ],
    // An id stands for each type, as it does without the modifier.
    [
      'Observation?subject:below=1',
      {
        kind: 'hierarchy',
        param: 'subject',
        direction: 'below',
        targets: ['Device/1', 'Group/1', 'Location/1', 'Patient/1'],
        links: [{ type: 'Location', param: 'partof' }],
      },
    ],
    // https://hl7.org/fhir/R4/search.html#versions
    [
      'QuestionnaireResponse?questionnaire:below=http://acme.com/some-profile,http://acme.com/some-profile|1',
      {
        kind: 'parameter',
        param: 'questionnaire',
        anyOf: [
          { kind: 'reference', targets: ['http://acme.com/some-profile'] },
          { kind: 'canonical-version', url: 'http://acme.com/some-profile', version: '1' },
        ],
      },
    ],
    // https://hl7.org/fhir/R4/search.html#reference
    [
      'Observation?subject:identifier=http://acme.org/fhir/identifier/mrn|123456',
      {
        kind: 'parameter',
        param: 'subject',
        anyOf: [
          {
            kind: 'identifier',
            token: {
              kind: 'token',
              form: 'system-code',
              system: 'http://acme.org/fhir/identifier/mrn',
              code: '123456',
            },
          },
        ],
      },
    ],
    [
      'Observation?subject:Patient=23,http://us.example/fhir/Patient/24,http://a.example/Patient/25',
      {
        kind: 'parameter',
        param: 'subject',
        anyOf: [
          { kind: 'reference', targets: ['Patient/23'] },
          { kind: 'reference', targets: ['Patient/24'] },
          { kind: 'reference', targets: ['http://a.example/Patient/25'] },
        ],
      },
    ],
    ['Patient?gender:missing=true', { kind: 'missing', param: 'gender', missing: true }],
    [
      'Observation?value-quantity:missing=false',
      { kind: 'missing', param: 'value-quantity', missing: false },
    ],
    ['Patient?_tag:missing=true', { kind: 'missing', param: '_tag', missing: true }],
    ['Observation?subject:missing=true', { kind: 'missing', param: 'subject', missing: true }],
  ])('%s', (url, condition) => {
    expect(conditionsOf(url, { baseUrl: 'http://us.example/fhir' })).toEqual([condition]);
  });

  it('looks for a string that is a token in both ways', () => {
    expect(criteriaOf('ValueSet?version:not=1.0-RC')).toHaveLength(2);
  });

  it.each([
    [
      'Patient?birthdate:exact=2000',
      '":exact" does not fit the search parameter "birthdate", which is of the type date',
    ],
    ['Patient?birthdate:not=2000', 'it can have :missing'],
    ['Patient?name:not=x', 'it can have :missing, :exact, :contains'],
    ['Patient?gender:exact=x', 'of the type token'],
    ['Patient?gender:of-type=a|b|c', '":of-type" does not fit'],
    ['Patient?gender:identifier=x', '":identifier" does not fit'],
    ['Patient?gender:Patient=x', '":Patient" does not fit'],
    ['Patient?gender:=x', '":" does not fit'],
    ['Patient?gender:Missing=true', '":Missing" does not fit'],
    ['Observation?subject:text=x', 'or one of its types (Device, Group, Location, Patient)'],
    ['Observation?subject:Practitioner=x', '":Practitioner" does not fit'],
    ['Observation?code-value-quantity:missing=true', 'composite and can have none'],
    ['Location?near:missing=true', 'special and can have none'],
    ['Patient?_id:exact=1', 'it can have :missing, :not'],
    ['Patient?_lastUpdated:not=2000', 'it can have :missing'],
    ['Patient?createdAt:missing=true', 'can have none'],
    ['Patient?_content:not=x', 'can have none'],
    ['Patient?_list:not=x', 'can have none'],
    ['ValueSet?url:contains=x', 'it can have :missing, :above, :below'],
    ['Observation?value-quantity:below=x', '":below" does not fit'],
    ['Observation?patient:below=x', 'have no hierarchy in which one would be below another'],
    ['Patient?general-practitioner:exact=x', 'it can have :missing, :identifier, :above, :below'],
    ['QuestionnaireResponse?questionnaire:above=http://a.example|1', 'it can have :missing, :below'],
    ['Observation?code-value-quantity:below=a$5', 'composite and can have none'],
  ])('%s does not fit, leniently neither', (url, text) => {
    expect(diagnosticsOf(url)).toContain(text);
    const outcome = outcomeOf(url, { strict: false });
    expect(outcome.ok ? [] : outcome.issues.map(({ code }) => code)).toEqual(['not-supported']);
  });

  it.each([
    [
      'Patient?gender:missing=yes',
      '"yes" of the search parameter "gender:missing" is neither true nor false',
    ],
    ['Patient?gender:missing=true,false', 'neither true nor false'],
    ['Patient?name:contains=***', 'neither letters nor digits'],
    ['Condition?code:text=-', 'neither letters nor digits'],
    ['Condition?code:in=diabetes', 'neither the URL of a value set nor ValueSet/'],
    ['Condition?code:in=CodeSystem/1', 'neither the URL of a value set nor ValueSet/'],
    ['Condition?code:below=http://loinc.org|', 'no code'],
    ['Condition?code:below=|a', 'without a system'],
    ['Patient?identifier:of-type=MR|446053', 'system|code|value'],
    ['Patient?identifier:of-type=|MR|446053', 'system|code|value'],
    ['ValueSet?url:below=urn:oid:1.2.3', 'is a URN'],
    ['Observation?subject:below=Patient/1', 'is a Patient, which has nothing below it'],
    ['Procedure?location:above=a b', 'is neither an id, nor'],
    ['QuestionnaireResponse?questionnaire:below=q1', 'is not a canonical URL'],
    ['QuestionnaireResponse?questionnaire:below=http://a.example/q|', 'has no version'],
    ['Observation?subject:Patient=Group/1', 'is not the id of a Patient'],
    ['Observation?subject:Patient=http://a.example/Group/1', 'is not the id of a Patient'],
    ['Observation?subject:identifier=|', 'neither a system nor a code'],
  ])('%s has a value that cannot be read', (url, text) => {
    expect(diagnosticsOf(url, { strict: false })).toContain(text);
  });
});
