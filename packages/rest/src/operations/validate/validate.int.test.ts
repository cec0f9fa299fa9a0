import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationStore, validAnswer, type OperationStore } from '../../testing/operation-store.js';

interface Outcome {
  readonly issue: readonly {
    readonly severity: string;
    readonly code: string;
    readonly diagnostics: string;
    readonly expression?: readonly string[];
  }[];
}
const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Ada</div>' };
const good = { resourceType: 'Patient', id: 'p', text, gender: 'female' };
const bad = { resourceType: 'Patient', id: 'p', text, gender: 'x', nonsense: 1 };
const wrapped = (resource: object | undefined, more: readonly object[] = []) => ({
  resourceType: 'Parameters',
  parameter: [...(resource ? [{ name: 'resource', resource }] : []), ...more],
});

let store: OperationStore;
beforeAll(async () => {
  store = await operationStore();
  await store.put([good]);
});
afterAll(async () => {
  await store.end();
});

async function issues(method: string, target: string, body?: object | string, headers = {}) {
  const answer = await store.send(method, target, { headers, ...(body !== undefined && { body }) });
  return (validAnswer(answer) as Outcome).issue.map(
    ({ severity, code, expression }) => `${severity} ${code}${expression ? ` ${expression.join()}` : ''}`,
  );
}
const well = ['information informational'];
const wrong = ['error code-invalid Patient.gender', 'error structure Patient.nonsense'];

describe('what is found', () => {
  test.each<[string, string, string, object | undefined, readonly string[]]>([
    ['the resource itself', 'POST', '/Patient/$validate', good, well],
    ['in Parameters', 'POST', '/Patient/$validate', wrapped(good), well],
    ['a bad one', 'POST', '/Patient/$validate', bad, wrong],
    ['a bad one in Parameters', 'POST', '/Patient/$validate', wrapped(bad), wrong],
    ['what is stored', 'GET', '/Patient/p/$validate', undefined, well],
    ['as a create', 'POST', '/Patient/$validate?mode=create', good, well],
    [
      'as an update',
      'POST',
      '/Patient/p/$validate',
      wrapped(good, [{ name: 'mode', valueCode: 'update' }]),
      well,
    ],
    [
      'as an update of another',
      'POST',
      '/Patient/q/$validate?mode=update',
      good,
      ['error invalid Patient.id'],
    ],
    ['as a delete', 'POST', '/Patient/p/$validate?mode=delete', undefined, well],
    [
      'as a delete of nothing',
      'POST',
      '/Patient/q/$validate?mode=delete',
      undefined,
      ['information not-found'],
    ],
    ['another type', 'POST', '/Observation/$validate', good, ['error invalid']],
    [
      'the base profile',
      'POST',
      '/Patient/$validate?profile=http://hl7.org/fhir/StructureDefinition/Patient',
      good,
      well,
    ],
    ['another profile', 'POST', '/Patient/$validate?profile=http://a.example/p', good, ['error not-found']],
    [
      'the stored one against a profile',
      'GET',
      '/Patient/p/$validate?mode=profile&profile=http://a.example/p',
      undefined,
      ['error not-found'],
    ],
    [
      'a profile that it claims',
      'POST',
      '/Patient/$validate',
      { ...good, meta: { profile: ['http://a.example/p'] } },
      ['warning not-found Patient.meta.profile'],
    ],
    ['no resource at all', 'POST', '/Patient/$validate', { a: 1 }, ['fatal required']],
    [
      'an unknown type',
      'POST',
      '/Patient/$validate',
      wrapped({ resourceType: 'Ghost' }),
      ['error invalid', 'error structure Resource.resourceType'],
    ],
  ])('%s', async (_, method, target, body, expected) => {
    expect(await issues(method, target, body)).toEqual(expected);
  });

  test('text that is no JSON', async () => {
    const headers = { 'content-type': 'application/fhir+json' };
    expect(await issues('POST', '/Patient/$validate', '{"resourceType"', headers)).toEqual([
      'fatal structure',
    ]);
  });

  test('an update over another version', async () => {
    const headers = { 'if-match': 'W/"7"' };
    expect(await issues('POST', '/Patient/p/$validate?mode=update', good, headers)).toEqual([
      'error conflict',
    ]);
  });

  test('nothing is stored', async () => {
    await issues('POST', '/Patient/new/$validate?mode=update', { ...good, id: 'new' });
    expect((await store.send('GET', '/Patient/new')).status).toBe(404);
    expect((await store.send('HEAD', '/Patient/p/$validate')).status).toBe(200);
  });
});

describe('what is refused', () => {
  test.each<[string, string, object | undefined, number, string]>([
    ['POST', '/Patient/$validate', undefined, 400, 'resource'],
    ['POST', '/Patient/$validate', wrapped(undefined), 400, 'resource'],
    ['POST', '/Patient/$validate?mode=update', good, 400, 'mode'],
    ['POST', '/Patient/$validate?mode=delete', undefined, 400, 'mode'],
    ['POST', '/Patient/$validate?mode=nonsense', good, 400, 'mode'],
    ['POST', '/Patient/p/$validate?mode=profile', undefined, 400, 'profile'],
    ['POST', '/Patient/$validate?foo=1', good, 400, 'foo'],
    ['POST', '/Patient/$validate', { resourceType: 'Parameters', parameter: [1] }, 400, 'Parameters'],
    ['GET', '/Patient/none/$validate', undefined, 404, 'Patient/none'],
    ['GET', '/Patient/$validate', undefined, 405, 'POST'],
  ])('%s %s %j', async (method, target, body, status, named) => {
    const answer = await store.send(method, target, body === undefined ? {} : { body });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(named)]);
  });
});
