import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { HttpRequest } from './http-request.js';
import type { RequestLoad } from './request-load.js';
import { derivedRequest } from './derived-request.js';

it('makes the body when it is asked for, once, and leaves everything else as it was', () => {
  let made = 0;
  let signals = 0;
  const gone = new AbortController();
  const request: HttpRequest = {
    method: 'POST',
    path: '/a',
    query: 'b=c',
    headers: { host: 'h' },
    rawHeaders: ['Host', 'h'],
    body: new Readable(),
    get signal() {
      signals += 1;
      return gone.signal;
    },
    requestId: 'r',
    load: {} as RequestLoad,
    whole: () => Promise.resolve(Buffer.from('the old one')),
  };
  const body = () => {
    made += 1;
    return Readable.from([]);
  };
  const other = derivedRequest(request, { body });
  expect([made, signals]).toEqual([0, 0]);
  expect(other.body).toBe(other.body);
  expect(other.body).not.toBe(request.body);
  expect(made).toBe(1);
  expect(other).toMatchObject({
    method: 'POST',
    path: '/a',
    query: 'b=c',
    headers: { host: 'h' },
    requestId: 'r',
  });
  expect(other.rawHeaders).toBe(request.rawHeaders);
  expect(other.load).toBe(request.load);
  expect(other.whole).toBeUndefined();
  gone.abort();
  expect(other.signal.aborted).toBe(true);
});

it('changes what is to be changed, and keeps the body where that is none of it', () => {
  const request: HttpRequest = {
    method: 'POST',
    path: '/a',
    query: 'b=c',
    headers: { host: 'h' },
    rawHeaders: ['Host', 'h'],
    body: Readable.from([]),
    signal: new AbortController().signal,
    requestId: 'r',
    load: {} as RequestLoad,
    whole: () => Promise.resolve(undefined),
  };
  const other = derivedRequest(derivedRequest(request, { path: '/d', headers: { host: 'i' } }), {
    query: '',
    load: undefined,
  });
  expect(other).toMatchObject({
    method: 'POST',
    path: '/d',
    query: '',
    headers: { host: 'i' },
    requestId: 'r',
  });
  expect(other.load).toBeUndefined();
  expect(other.body).toBe(request.body);
  expect(other.whole).toBe(request.whole);
  expect(other.signal).toBe(request.signal);
});
