import { describe, expect, it } from 'vitest';
import type { Claims } from './claims.js';
import { grantOf } from './token-grant.js';

const base = 'https://fhir.example.org/datastore/0123/r4';
const terms = {
  base,
  versions: 'v1-v2',
  granular: true,
  fineGrained: false,
  namelessSubject: 'token-x',
} as const;
const grant = (claims: Claims) => grantOf(claims, terms);

describe('scopes of a token', () => {
  it.each<readonly [string, Claims, readonly string[]]>([
    ['a text', { scope: 'openid user/*.rs patient/Patient.read' }, ['user/*.rs', 'patient/Patient.read']],
    ['a list', { scope: ['openid', 'user/*.rs'] }, ['user/*.rs']],
    ['scp, a list', { scp: ['user/*.rs', 'launch'] }, ['user/*.rs']],
    ['scp, a text', { scp: 'user/*.rs' }, ['user/*.rs']],
    ['scope before scp', { scope: 'user/Patient.r', scp: 'system/*.*' }, ['user/Patient.r']],
    ['with filters', { scope: 'user/Observation.rs?category=a|b' }, ['user/Observation.rs?category=a|b']],
    ['none', {}, []],
    ['something else', { scope: { user: '*' } }, []],
    ['a list of something else', { scope: ['user/*.rs', 1] }, []],
  ])('are %s', (_, claims, scopes) => {
    expect(grant(claims).scopes).toEqual(scopes);
  });
});

describe('the patient in context', () => {
  it.each<readonly [string, Claims, string | undefined]>([
    ['an id', { patient: '12' }, '12'],
    ['a reference', { patient: 'Patient/12' }, '12'],
    ['an address of the data store', { launch_response_patient: `${base}/Patient/12` }, '12'],
    ['a reference, as AWS writes it', { launch_response_patient: 'Patient/12' }, '12'],
    ['of the launch', { fhirContext: [{ reference: 'Encounter/1' }, { reference: 'Patient/12' }] }, '12'],
    ['of the launch, said so', { fhirContext: [{ reference: 'Patient/12', role: 'launch' }] }, '12'],
    ['of the launch, as first drafts had it', { fhirContext: ['Patient/12'] }, '12'],
    ['the claim before the context', { patient: '1', fhirContext: ['Patient/2'] }, '1'],
    ['one who stands there twice', { fhirContext: ['Patient/2', { reference: 'Patient/2' }] }, '2'],
    ['one of two: none', { fhirContext: ['Patient/1', 'Patient/2'] }, undefined],
    ['in another role: none', { fhirContext: [{ reference: 'Patient/12', role: 'x' }] }, undefined],
    ['of another server: none', { patient: 'https://other.example.org/Patient/12' }, undefined],
    ['of another data store: none', { patient: `${base.replace('0123', '9')}/Patient/12` }, undefined],
    ['no id: none', { patient: 'a b' }, undefined],
    ['another type: none', { patient: 'Practitioner/12' }, undefined],
    ['a version: none', { patient: 'Patient/12/_history/1' }, undefined],
    ['a number: none, and none of the next claim', { patient: 12, launch_response_patient: '1' }, undefined],
    ['null: none', { patient: null }, undefined],
    ['nothing', {}, undefined],
    ['a context that is none', { fhirContext: [null, 1, {}, { reference: 1 }] }, undefined],
  ])('is %s', (_, claims, patient) => {
    expect(grant(claims).patient).toBe(patient);
  });
});

describe('who a token is of', () => {
  it.each<readonly [string, Claims, object]>([
    ['a user', { sub: 'ann', azp: 'app' }, { subject: 'ann', clientId: 'app' }],
    ['an app', { client_id: 'app' }, { subject: 'app', clientId: 'app' }],
    ['an app of Okta', { sub: 'ann', cid: 'app' }, { clientId: 'app' }],
    ['a user of a hook', { uid: '100101' }, { subject: '100101', clientId: '100101' }],
    ['nobody', {}, { subject: 'token-x', clientId: 'token-x' }],
  ])('is %s', (_, claims, who) => {
    expect(grant(claims)).toMatchObject(who);
  });

  it.each<readonly [string, unknown, string | undefined]>([
    ['relative', 'Practitioner/5', 'Practitioner/5'],
    ['absolute', `${base}/RelatedPerson/5`, 'RelatedPerson/5'],
    ['of another server', 'https://other.example.org/Practitioner/5', undefined],
    ['of a type that is no user', 'Device/5', undefined],
    ['no reference', 'ann', undefined],
    ['a list', ['Practitioner/5'], undefined],
  ])('is a resource: %s', (_, fhirUser, found) => {
    expect(grant({ fhirUser }).fhirUser).toBe(found);
  });
});
