import { describe, expect, it } from 'vitest';
import { parseScope, parseScopes } from './parse-scope.js';
import type { ScopeFilter } from './resource-scope.js';

const letters = (text: string): string => [...(parseScope(text)?.interactions ?? [])].join('');

describe('a scope', () => {
  // https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html: "v1 .read => v2 .rs", and so on.
  it.each([
    ['patient/Observation.read', 'rs'],
    ['user/Observation.write', 'cud'],
    ['system/*.*', 'cruds'],
    ['patient/*.rs', 'rs'],
    ['user/Appointment.cruds', 'cruds'],
    ['system/Encounter.cud', 'cud'],
    ['patient/Patient.r', 'r'],
    ['user/Transaction.r', 'r'],
    ['patient/Observation.s', 's'],
  ])('%s allows %s', (text, allowed) => {
    expect(letters(text)).toBe(allowed);
  });

  it.each([
    ['patient/*.read', { level: 'patient', type: '*', version: 'v1' }],
    ['system/Patient.rs', { level: 'system', type: 'Patient', version: 'v2' }],
    [
      'http://smarthealthit.org/fhir/scopes/patient/*.r',
      { level: 'patient', type: '*', version: 'v2', text: 'patient/*.r' },
    ],
  ])('%s is read in its parts', (text, parts) => {
    expect(parseScope(text)).toMatchObject(parts);
  });

  it.each([
    ['out of order', 'patient/Observation.dus'],
    ['a letter twice', 'patient/Observation.rrs'],
    ['a letter that is none', 'patient/Observation.rx'],
    ['no letters', 'patient/Observation.'],
    ['no suffix', 'patient/Observation'],
    ['an unknown type', 'patient/Observatory.rs'],
    ['a type in lower case', 'patient/observation.rs'],
    ['an abstract type', 'patient/Resource.rs'],
    ['a level that is none', 'group/Patient.rs'],
    ['a level in capitals', 'Patient/Observation.rs'],
    ['a word that is none', 'patient/Observation.readwrite'],
    ['words and letters', 'patient/Observation.reads'],
    ['context', 'launch/patient'],
    ['identity', 'openid'],
    ['nothing', ''],
    ['a line end behind it', 'patient/*.rs\n'],
    ['another URI', 'https://example.org/patient/*.rs'],
  ])('passes over %s', (_, text) => {
    expect(parseScope(text)).toBeUndefined();
  });
});

describe('filters', () => {
  it.each<readonly [string, readonly ScopeFilter[]]>([
    ['patient/Observation.rs?category=laboratory', [{ parameter: 'category', value: 'laboratory' }]],
    [
      'patient/Observation.rs?category=laboratory&status=final&date=ge2023-01-01',
      [
        { parameter: 'category', value: 'laboratory' },
        { parameter: 'status', value: 'final' },
        { parameter: 'date', value: 'ge2023-01-01' },
      ],
    ],
    [
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      [
        {
          parameter: 'category',
          value: 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
        },
      ],
    ],
    [
      'user/Condition.r?code=http://snomed.info/sct%7C1',
      [{ parameter: 'code', value: 'http://snomed.info/sct|1' }],
    ],
    [
      'user/Observation.r?date=ge2023-01-01T00:00:00+01:00',
      [{ parameter: 'date', value: 'ge2023-01-01T00:00:00+01:00' }],
    ],
    ['user/Patient.r?name=Ann%20Mc%26Coy%3D', [{ parameter: 'name', value: 'Ann Mc&Coy=' }]],
    [
      'user/Observation.s?_security=http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R',
      [{ parameter: '_security', value: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R' }],
    ],
    ['user/Observation.s?code:not=1', [{ parameter: 'code:not', value: '1' }]],
    ['user/Observation.s?code=a=b', [{ parameter: 'code', value: 'a=b' }]],
  ])('of %s', (text, filters) => {
    expect(parseScope(text)?.filters).toEqual(filters);
  });

  it.each([
    ['any type', 'patient/*.rs?category=laboratory'],
    ['V1', 'patient/Observation.read?category=laboratory'],
    ['V1, all', 'patient/Observation.*?category=laboratory'],
    ['a chain', 'user/Observation.rs?subject:Patient.name=Smith'],
    ['a chain without a type', 'user/Observation.rs?patient.birthdate=1990'],
    ['a reverse chain', 'user/Patient.rs?_has:Observation:patient:code=1'],
    ['an include', 'user/Observation.rs?_include=Observation:subject'],
    ['a reverse include', 'user/Patient.rs?_revinclude:iterate=Observation:subject'],
    ['a filter expression', 'user/Patient.rs?_filter=name%20eq%20x'],
    ['a count', 'user/Patient.rs?_count=1'],
    ['nothing behind the mark', 'user/Patient.rs?'],
    ['no value', 'user/Patient.rs?name='],
    ['no equals sign', 'user/Patient.rs?name'],
    ['no name', 'user/Patient.rs?=x'],
    ['a filter and nothing', 'user/Patient.rs?name=x&'],
    ['an encoded filter that is a chain', 'user/Observation.rs?subject%3APatient%2Ename=Smith'],
    ['broken encoding', 'user/Patient.rs?name=%E0%A4%A'],
  ])('passes over a scope with a filter on or with %s', (_, text) => {
    expect(parseScope(text)).toBeUndefined();
  });
});

describe('a list of scopes', () => {
  it('is a text or an array, and each counts once', () => {
    const text = 'openid fhirUser launch/patient patient/*.rs  user/Patient.read patient/*.rs';
    expect(parseScopes(text).map((scope) => scope.text)).toEqual(['patient/*.rs', 'user/Patient.read']);
    expect(parseScopes(text.split(' '))).toEqual(parseScopes(text));
    expect(parseScopes('')).toEqual([]);
  });

  it('is read in time that grows with its length', () => {
    const started = performance.now();
    parseScopes(`patient/Observation.rs?${'a'.repeat(500_000)}`);
    parseScopes('patient/Observation.c?r?u?d?s? '.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
