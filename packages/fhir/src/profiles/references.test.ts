import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { faultsOf, profileOf, urlOf } from './testing/profile-source.js';

const base = 'http://hl7.org/fhir/StructureDefinition/';
const named = profileOf('named', 'Patient', [{ path: 'Patient.name', min: 1 }]);

/** An Observation whose subject may lead to some profiles. */
function subjectOf(targetProfile: readonly string[], more: JsonObject = {}): JsonObject {
  return profileOf('p', 'Observation', [
    { path: 'Observation.subject', type: [{ code: 'Reference', targetProfile, ...more }] },
  ]);
}

function observation(reference: string, more: JsonObject = {}): JsonObject {
  return { resourceType: 'Observation', subject: { reference }, ...more };
}

describe('the target of a reference', () => {
  const profile = subjectOf([`${base}Patient`, `${base}Group`]);
  it.each<[string, JsonObject, readonly string[]]>([
    ['of a type that is allowed', observation('Group/1'), []],
    ['of another type', observation('Device/1'), ['reference-target at Observation.subject']],
    [
      'by an absolute address',
      observation('http://a.example/fhir/Device/1'),
      ['reference-target at Observation.subject'],
    ],
    ['that does not tell its type', observation('urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'), []],
    [
      'that tells its type beside',
      { resourceType: 'Observation', subject: { identifier: { value: '1' }, type: 'Device' } },
      ['reference-target at Observation.subject'],
    ],
    [
      'that is contained',
      observation('#d', { contained: [{ resourceType: 'Device', id: 'd' }] }),
      ['reference-target at Observation.subject'],
    ],
  ])('%s', async (_, tree, faults) => {
    expect(await faultsOf(profile, tree)).toEqual(faults);
  });

  it('has to meet its profile, where it is contained', async () => {
    const contained = (patient: JsonObject): JsonObject =>
      observation('#p', { contained: [{ resourceType: 'Patient', id: 'p', ...patient }] });
    const profiled = subjectOf([urlOf('named')]);
    expect(await faultsOf(profiled, contained({ name: [{ text: 'x' }] }), [named])).toEqual([]);
    expect(await faultsOf(profiled, contained({}), [named])).toEqual([
      'profile-not-met at Observation.subject',
    ]);
    // Elsewhere: only the type can be told.
    expect(await faultsOf(profiled, observation('Patient/1'), [named])).toEqual([]);
    expect(await faultsOf(profiled, observation('Device/1'), [named])).toEqual([
      'reference-target at Observation.subject',
    ]);
  });

  it('has to meet one of several profiles', async () => {
    const active = profileOf('active', 'Patient', [{ path: 'Patient.active', min: 1 }]);
    const either = subjectOf([urlOf('named'), urlOf('active')]);
    const contained = (patient: JsonObject): JsonObject =>
      observation('#p', { contained: [{ resourceType: 'Patient', id: 'p', ...patient }] });
    expect(await faultsOf(either, contained({ active: true }), [named, active])).toEqual([]);
    expect(await faultsOf(either, contained({}), [named, active])).toEqual([
      'profile-not-met at Observation.subject',
    ]);
  });

  it('is looked for in the Bundle that the resource is in', async () => {
    const bundle = (patient: JsonObject, reference: string): JsonObject => ({
      resourceType: 'Bundle',
      entry: [
        { fullUrl: 'http://a.example/fhir/Observation/1', resource: observation(reference) },
        { fullUrl: 'http://a.example/fhir/Patient/1', resource: { resourceType: 'Patient', ...patient } },
        { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient', ...patient } },
      ],
    });
    const check = async (patient: JsonObject, reference: string): Promise<readonly string[]> => {
      const whole = bundle(patient, reference);
      const entries = whole['entry'] as readonly JsonObject[];
      return faultsOf(subjectOf([urlOf('named')]), entries[0]!['resource'] as JsonObject, [named], {
        bundle: whole,
        expression: 'Bundle.entry[0].resource',
      });
    };
    for (const reference of ['Patient/1', 'http://a.example/fhir/Patient/1', 'urn:uuid:1']) {
      expect(await check({ name: [{ text: 'x' }] }, reference)).toEqual([]);
      expect(await check({}, reference)).toEqual(['profile-not-met at Bundle.entry[0].resource.subject']);
    }
    expect(await check({}, 'Patient/2')).toEqual([]);
  });

  it('is a warning where its profile is not known', async () => {
    const contained = [{ resourceType: 'Patient', id: 'p' }];
    expect(await faultsOf(subjectOf([urlOf('named')]), observation('#p', { contained }))).toEqual([
      'warning unknown-profile at Observation.subject',
    ]);
  });

  it.each<[readonly string[], string, readonly string[]]>([
    [['contained'], '#p', []],
    [['contained'], 'Patient/1', ['reference-target at Observation.subject']],
    [['referenced'], 'Patient/1', []],
    [['referenced'], '#p', ['reference-target at Observation.subject']],
    // Whether it is in the Bundle cannot be told without one.
    [['bundled'], 'Patient/1', []],
    [['bundled'], '#p', ['reference-target at Observation.subject']],
  ])('of the ways %j: %s', async (aggregation, reference, faults) => {
    const contained = [{ resourceType: 'Patient', id: 'p' }];
    const restricted = subjectOf([`${base}Patient`], { aggregation });
    expect(await faultsOf(restricted, observation(reference, { contained }))).toEqual(faults);
  });

  it('may lead back to where it came from', async () => {
    const a = profileOf('a', 'Observation', [
      {
        path: 'Observation.hasMember',
        min: 1,
        type: [{ code: 'Reference', targetProfile: [urlOf('a')] }],
      },
    ]);
    const contained = [{ resourceType: 'Observation', id: 'b', hasMember: [{ reference: '#' }] }];
    const tree = { resourceType: 'Observation', contained, hasMember: [{ reference: '#b' }] };
    expect(await faultsOf(a, tree)).toEqual([]);
    expect(await faultsOf(a, { ...tree, contained: [{ resourceType: 'Observation', id: 'b' }] })).toEqual([
      'profile-not-met at Observation.hasMember[0]',
    ]);
  });
});
