import { describe, expect, it } from 'vitest';
import type { Grant } from '../grant.js';
import { grantedScopes } from './granted-scopes.js';

const grant = (changes: Partial<Grant>): Grant => ({
  scopes: [
    'user/Patient.read',
    'user/Patient.rs',
    'user/Observation.rs?category=laboratory',
    'patient/*.read',
  ],
  versions: 'v1-v2',
  granular: true,
  patient: '1',
  fineGrained: false,
  clientId: 'app',
  subject: 'ann',
  ...changes,
});
const texts = (changes: Partial<Grant>): readonly string[] =>
  grantedScopes(grant(changes)).map((scope) => scope.text);

describe('the scopes of a grant that count', () => {
  it('are all of them where the data store takes all', () => {
    expect(texts({})).toEqual(grant({}).scopes);
  });

  it('are V1 where it takes no other', () => {
    expect(texts({ versions: 'v1', granular: false })).toEqual(['user/Patient.read', 'patient/*.read']);
  });

  it('are those without filters where it takes none: a filter is not taken off', () => {
    expect(texts({ granular: false })).toEqual(['user/Patient.read', 'user/Patient.rs', 'patient/*.read']);
  });

  it('are of no patient where none is in context', () => {
    const rest: { patient?: string } & Grant = { ...grant({}) };
    delete rest.patient;
    expect(grantedScopes(rest).map((scope) => scope.level)).toEqual(['user', 'user', 'user']);
  });
});
