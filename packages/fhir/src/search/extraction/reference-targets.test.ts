import { describe, expect, test } from 'vitest';
import { referenceTargets } from './reference-targets.js';

const observation = {
  resourceType: 'Observation',
  subject: { reference: 'Patient/p/_history/2' },
  performer: [{ reference: 'Practitioner/a' }, { display: 'somebody' }, { reference: 'Practitioner/b' }],
  hasMember: [{ reference: '#inside' }],
};

// https://hl7.org/fhir/R4/observation.html#search
describe('the targets of one parameter', () => {
  test.each([
    ['subject', ['Patient/p', 'Patient/p/_history/2']],
    // "where(resolve() is Patient)": by the type in the reference.
    ['patient', ['Patient/p', 'Patient/p/_history/2']],
    ['performer', ['Practitioner/a', 'Practitioner/b']],
    // What is contained is no resource of its own.
    ['has-member', []],
    ['encounter', []],
    ['code', []],
    ['nope', []],
  ])('%s', (param, targets) => {
    expect(referenceTargets('Observation', param, observation)).toEqual(targets);
  });

  test('canonicals are references with and without their version', () => {
    const plan = { resourceType: 'CarePlan', instantiatesCanonical: ['http://a.example/p|1'] };
    expect(referenceTargets('CarePlan', 'instantiates-canonical', plan)).toEqual([
      'http://a.example/p',
      'http://a.example/p|1',
    ]);
  });

  test('what is nested in a Bundle is no other resource', () => {
    const nested = { resourceType: 'Composition', id: 'c' };
    const document = { resourceType: 'Bundle', type: 'document', entry: [{ resource: nested }] };
    expect(referenceTargets('Bundle', 'composition', document)).toEqual([]);
    const collection = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: nested }] };
    expect(referenceTargets('Bundle', 'composition', collection)).toEqual([]);
  });

  test('of no type there are none', () => {
    expect(referenceTargets('Ghost', 'subject', observation)).toEqual([]);
  });
});
