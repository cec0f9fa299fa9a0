import { WellspringError } from '@wellspring/errors';
import { describe, expect, test } from 'vitest';
import { pathSegments } from './path-segments.js';
import { route } from './route.js';

const found = (method: string, path: string) => {
  const target = route(method, pathSegments(path));
  return target.found ? target.interaction : target.code;
};

describe('interactions', () => {
  const id = 'a.b-1';
  test.each([
    ['GET', '/metadata', { kind: 'capabilities' }],
    ['HEAD', '/metadata', { kind: 'capabilities' }],
    ['POST', '/Patient', { kind: 'create', type: 'Patient' }],
    ['POST', '/Patient/', { kind: 'create', type: 'Patient' }],
    ['GET', '/Patient', { kind: 'search', scope: { kind: 'type', type: 'Patient' }, form: false }],
    ['HEAD', '/Patient', { kind: 'search', scope: { kind: 'type', type: 'Patient' }, form: false }],
    ['POST', '/Patient/_search', { kind: 'search', scope: { kind: 'type', type: 'Patient' }, form: true }],
    ['GET', '', { kind: 'search', scope: { kind: 'system' }, form: false }],
    ['GET', '/', { kind: 'search', scope: { kind: 'system' }, form: false }],
    ['HEAD', '/', { kind: 'search', scope: { kind: 'system' }, form: false }],
    ['POST', '/_search', { kind: 'search', scope: { kind: 'system' }, form: true }],
    ['GET', '/Patient/a.b-1', { kind: 'read', type: 'Patient', id }],
    ['HEAD', '/Patient/a.b-1', { kind: 'read', type: 'Patient', id }],
    ['GET', '/%50atient/a%2Eb-1', { kind: 'read', type: 'Patient', id }],
    ['POST', '/', { kind: 'bundle' }],
    ['PUT', '/Patient', { kind: 'conditional-update', type: 'Patient' }],
    ['DELETE', '/Patient', { kind: 'conditional-delete', type: 'Patient' }],
    ['PUT', '/Patient/a.b-1', { kind: 'update', type: 'Patient', id }],
    ['DELETE', '/Patient/a.b-1', { kind: 'delete', type: 'Patient', id }],
    ['PATCH', '/Patient/a.b-1', { kind: 'patch', type: 'Patient', id }],
    ['GET', '/_history', { kind: 'history-of-many', type: undefined }],
    ['HEAD', '/Patient/_history', { kind: 'history-of-many', type: 'Patient' }],
    ['GET', '/AuditEvent/1', { kind: 'read', type: 'AuditEvent', id: '1' }],
    ['POST', '/AuditEvent', { kind: 'create', type: 'AuditEvent' }],
    ['GET', `/export/${'0a'.repeat(16)}`, { kind: 'job-status', job: 'export', jobId: '0a'.repeat(16) }],
    ['DELETE', `/export/${'0a'.repeat(16)}`, { kind: 'job-cancel', jobId: '0a'.repeat(16) }],
    ['GET', `/import/${'0a'.repeat(16)}`, { kind: 'job-status', job: 'import', jobId: '0a'.repeat(16) }],
    [
      'HEAD',
      `/export/${'0a'.repeat(16)}/Patient/Patient-0.ndjson`,
      { kind: 'job-file', job: 'export', jobId: '0a'.repeat(16), name: 'Patient/Patient-0.ndjson' },
    ],
    ['GET', '/Patient/a.b-1/_history', { kind: 'history', type: 'Patient', id }],
    ['GET', '/Patient/a.b-1/_history/12', { kind: 'vread', type: 'Patient', id, version: 12 }],
    [
      'GET',
      '/SubstanceSourceMaterial',
      { kind: 'search', scope: { kind: 'type', type: 'SubstanceSourceMaterial' }, form: false },
    ],
  ])('%s %s', (method, path, interaction) => {
    expect(found(method, path)).toEqual(interaction);
  });
});

// https://hl7.org/fhir/R4/http.html#search, https://hl7.org/fhir/R4/compartmentdefinition.html
describe('compartments', () => {
  test.each(['Device', 'Encounter', 'Patient', 'Practitioner', 'RelatedPerson'])('%s', (compartment) => {
    const scope = { kind: 'compartment', compartment, id: '1' };
    const typed = { ...scope, type: 'Observation' };
    expect(found('GET', `/${compartment}/1/Observation`)).toEqual({
      kind: 'search',
      scope: typed,
      form: false,
    });
    expect(found('HEAD', `/${compartment}/1/Observation`)).toEqual({
      kind: 'search',
      scope: typed,
      form: false,
    });
    expect(found('POST', `/${compartment}/1/Observation/_search`)).toEqual({
      kind: 'search',
      scope: typed,
      form: true,
    });
    expect(found('GET', `/${compartment}/1/*`)).toEqual({ kind: 'search', scope, form: false });
    expect(found('GET', `/${compartment}/1/%2A`)).toEqual({ kind: 'search', scope, form: false });
    expect(found('POST', `/${compartment}/1/*/_search`)).toEqual({ kind: 'search', scope, form: true });
    expect(found('POST', `/${compartment}/1/_search`)).toEqual({ kind: 'search', scope, form: true });
  });

  test('what has none is told so', () => {
    expect(route('GET', ['Organization', '1', 'Observation'])).toEqual({
      found: false,
      code: 'no-such-interaction',
      message:
        'Organization has no compartment to search in; these have one: Device, Encounter, Patient, Practitioner, RelatedPerson',
    });
  });

  test.each([
    ['POST', '/Patient/1/Observation', 'method-not-allowed'],
    ['GET', '/Patient/1/Observation/_search', 'method-not-allowed'],
    ['GET', '/Patient/1/_search', 'method-not-allowed'],
    ['DELETE', '/Patient/1/*', 'method-not-allowed'],
    ['GET', '/Organization/1/*', 'no-such-interaction'],
    ['POST', '/Organization/1/Observation/_search', 'no-such-interaction'],
    ['GET', '/Patient/1/Ghost', 'no-such-interaction'],
    ['GET', '/Patient/1/Parameters', 'no-such-interaction'],
    ['GET', '/Patient/1/Observation/2', 'no-such-interaction'],
    ['POST', '/Patient/1/_search/_search', 'no-such-interaction'],
    ['GET', '/Patient/a_b/Observation', 'resource-not-found'],
  ])('%s %s', (method, path, code) => {
    expect(found(method, path)).toBe(code);
  });
});

describe('operations', () => {
  test.each([
    ['POST', '/$bulk-patch', { level: 'system' }],
    ['POST', '/Observation/$bulk-delete', { level: 'type', type: 'Observation' }],
    ['POST', '/Patient/1/$purge', { level: 'instance', type: 'Patient', id: '1' }],
    ['POST', '/Patient/1/_history/2/$erase', { level: 'version', type: 'Patient', id: '1', version: 2 }],
    ['GET', '/$erase/abc', { level: 'job', jobId: 'abc' }],
    ['HEAD', '/$erase/abc', { level: 'job', jobId: 'abc' }],
  ])('%s %s', (method, path, target) => {
    expect(found(method, path)).toMatchObject({ kind: 'operation', target });
  });
});

describe('what is none', () => {
  test.each([
    ['PUT', `/Patient/${'a'.repeat(65)}`, 'invalid-resource-id'],
    ['PUT', '/Patient/a_b', 'invalid-resource-id'],
    ['GET', `/Patient/${'a'.repeat(65)}`, 'resource-not-found'],
    ['DELETE', '/', 'method-not-allowed'],
    ['GET', '/_search', 'method-not-allowed'],
    ['POST', '/metadata', 'method-not-allowed'],
    ['POST', '/_history', 'method-not-allowed'],
    ['GET', '/_history/1', 'unknown-resource-type'],
    ['DELETE', '/Patient/_history', 'method-not-allowed'],
    ['PUT', '/AuditEvent/1', 'method-not-allowed'],
    ['PATCH', '/AuditEvent/1', 'method-not-allowed'],
    ['DELETE', '/AuditEvent/1', 'method-not-allowed'],
    ['PUT', '/AuditEvent', 'method-not-allowed'],
    ['PATCH', '/AuditEvent', 'method-not-allowed'],
    ['DELETE', '/AuditEvent', 'method-not-allowed'],
    ['toString', '/Patient/1', 'method-not-allowed'],
    ['POST', '/$purge', 'no-such-interaction'],
    ['POST', '/$purge/1', 'method-not-allowed'],
    ['GET', '/Group/1/$purge', 'no-such-interaction'],
    ['GET', '/$purge/1/2', 'unknown-resource-type'],
    ['GET', '/Patient/1/$nonsense', 'interaction-not-supported'],
    ['GET', '/Organization/1/$everything', 'no-such-interaction'],
    ['PUT', '/Patient/1/$everything', 'method-not-allowed'],
    ['GET', '/Patient/1/_history/0/$meta', 'resource-not-found'],
    ['POST', '/$unknown', 'interaction-not-supported'],
    ['GET', '/export/x', 'job-not-found'],
    ['DELETE', `/import/${'0a'.repeat(16)}`, 'method-not-allowed'],
    ['PUT', `/export/${'0a'.repeat(16)}`, 'method-not-allowed'],
    ['GET', '/export', 'unknown-resource-type'],
    ['GET', '/Patient/_search', 'method-not-allowed'],
    ['POST', '/Patient/1', 'method-not-allowed'],
    ['PUT', '/Patient/1/_history/1', 'method-not-allowed'],
    ['BREW', '/Patient', 'method-not-allowed'],
    ['GET', '/patient', 'unknown-resource-type'],
    ['GET', '/Ghost/1', 'unknown-resource-type'],
    ['GET', '/constructor/1', 'unknown-resource-type'],
    ['GET', '/Resource/1', 'unknown-resource-type'],
    ['POST', '/OperationOutcome', 'unknown-resource-type'],
    ['GET', '/Parameters/1', 'unknown-resource-type'],
    ['GET', '/Patient/a_b', 'resource-not-found'],
    ['GET', '/Patient/a%2Fb', 'resource-not-found'],
    ['GET', `/Patient/${'a'.repeat(65)}`, 'resource-not-found'],
    ['GET', '/Patient/1/_history/0', 'resource-not-found'],
    ['GET', '/Patient/1/_history/x', 'resource-not-found'],
    ['GET', '/Patient/1/_history/9999999999', 'resource-not-found'],
    ['GET', '/Patient//_history', 'resource-not-found'],
    ['GET', '/Patient/1/x', 'no-such-interaction'],
    ['GET', '/Patient/1/_history/1/x', 'no-such-interaction'],
  ])('%s %s', (method, path, code) => {
    expect(found(method, path)).toBe(code);
  });

  test.each([
    ['/Patient/1/$everything', { level: 'instance', type: 'Patient', id: '1' }],
    ['/Observation/$lastn', { level: 'type', type: 'Observation' }],
    ['/$meta', { level: 'system' }],
    ['/Patient/1/_history/2/$meta', { level: 'version', type: 'Patient', id: '1', version: 2 }],
  ])('but %s is an operation', (path, target) => {
    expect(route('HEAD', pathSegments(path))).toMatchObject({
      found: true,
      interaction: { kind: 'operation', target },
    });
  });

  test('the methods that are allowed are named', () => {
    expect(route('POST', ['Patient', '1'])).toMatchObject({
      allow: 'GET, HEAD, PUT, PATCH, DELETE',
    });
    expect(route('PUT', ['AuditEvent', '1'])).toMatchObject({ allow: 'GET, HEAD' });
  });

  test.each(['/Patient/%', '/Patient/%zz', '/Patient/%ff'])('%s is malformed', (path) => {
    expect(() => pathSegments(path)).toThrow(WellspringError);
  });
});
