import { describe, expect, it } from 'vitest';
import { judgeAnswer } from './answer-fault.js';
import { createdResources } from './created-resources.js';
import { loadFigures } from './load-figures.js';
import type { LoadTally, RestRequest } from './rest-orders.js';

const answer = (status: number, body: string) => ({ status, body: Buffer.from(body) });
const read: RestRequest = { method: 'GET', path: 'Patient/1', status: 200, resources: 1 };
const everything: RestRequest = { ...read, path: 'Patient/1/$everything' };
const transaction: RestRequest = { method: 'POST', path: '', body: '{}', status: 200, resources: 2 };
const create: RestRequest = { method: 'POST', path: 'Patient', body: '{}', status: 201, resources: 1 };
const tooCostly = '{"issue":[{"severity":"error","code":"too-costly"}]}';
const bundle = (entries: number): string =>
  JSON.stringify({ resourceType: 'Bundle', entry: Array.from({ length: entries }, () => ({})) });

describe('an answer', () => {
  it.each([
    ['is the resource', read, answer(200, '{"resourceType":"Patient"}'), {}],
    ['is written over lines', read, answer(200, '{\n  "resourceType": "Patient" }'), {}],
    ['holds everything', everything, answer(200, bundle(3)), { entries: 3 }],
    [
      'holds nothing',
      everything,
      answer(200, bundle(0)),
      { fault: expect.stringMatching('nothing was found') as string },
    ],
    ['has all entries', transaction, answer(200, bundle(2)), { entries: 2 }],
    ['lacks an entry', transaction, answer(200, bundle(1)), { fault: 'the bundle lacks entries' }],
    ['has no body, where none is needed', create, answer(201, ''), {}],
    ['has no body', read, answer(200, ''), { fault: 'the answer is no resource' }],
    ['is no resource', read, answer(200, '<html>'), { fault: 'the answer is no resource' }],
    [
      'has another status',
      create,
      answer(200, '{}'),
      { fault: expect.stringMatching('status 200, not 201') as string },
    ],
  ])('%s', (_, request, given, expected) => {
    expect(judgeAnswer(given, request, true)).toEqual(expected);
  });
  it.each([
    [503, 5, true, { isRefused: true }],
    [429, 1, true, { isRefused: true }],
    [503, undefined, true, { fault: expect.stringMatching('status 503') as string }],
    [500, 5, true, { fault: expect.stringMatching('status 500') as string }],
    [503, 5, false, { fault: expect.stringMatching('status 503, not 200 .again after 5 s') as string }],
    [400, undefined, false, { fault: expect.stringMatching('status 400') as string }],
    [400, undefined, true, { isRefused: true }],
  ])(
    'of status %s, Retry-After %s, where it may be refused: %s',
    (status, seconds, mayBeRefused, expected) => {
      const given = {
        ...answer(status, status === 400 ? tooCostly : '{}'),
        ...(seconds !== undefined && { retryAfter: seconds }),
      };
      expect(judgeAnswer(given, { ...read, mayBeRefused }, true)).toEqual(expected);
    },
  );
});

describe('what was created', () => {
  it.each([
    ['http://h/fhir/Patient/Ab-1/_history/1', 'Patient/Ab-1'],
    ['https://h/datastore/0a/r4/Observation/x.y/_history/7', 'Observation/x.y'],
    ['Patient/12', 'Patient/12'],
  ])('is at %s', (location, path) => {
    const pool = createdResources();
    pool.add({ ...answer(201, ''), head: `HTTP/1.1 201 Created\r\nLocation: ${location}\r\nDate: x` });
    expect([pool.take(), pool.take()]).toEqual([path, undefined]);
  });
  it('is nowhere without a location, and taken in turn', () => {
    const pool = createdResources();
    pool.add({ ...answer(201, ''), head: 'HTTP/1.1 201 Created\r\nDate: x' });
    expect(pool.take()).toBeUndefined();
    for (const id of ['1', '2'])
      pool.add({ ...answer(201, ''), head: `HTTP/1.1 201 Created\r\nlocation: /Patient/${id}` });
    expect([pool.take(), pool.take(), pool.take()]).toEqual(['Patient/1', 'Patient/2', undefined]);
  });
});

it('adds up what several generators saw', () => {
  const tally: LoadTally = {
    requests: 10,
    times: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    seconds: 2,
    resources: 9,
    errors: 1,
    firstError: 'x',
    refused: 2,
    entries: 6,
    parsed: 2,
    created: 3,
    deleted: 1,
    processor: 500,
  };
  const none = {
    ...tally,
    times: Float64Array.from([100]),
    requests: 1,
    resources: 1,
    errors: 0,
    refused: 0,
    entries: 0,
    parsed: 0,
  };
  expect(loadFigures([tally, none])).toEqual({
    requests: 11,
    seconds: 2,
    p50: 6,
    p99: 100,
    perSecond: 4,
    resourcesPerSecond: 5,
    resources: 10,
    errors: 1,
    firstError: 'x',
    refused: 2,
    hits: 3,
    created: 6,
    deleted: 2,
    generatorMicroseconds: 1_000 / 11,
  });
});
