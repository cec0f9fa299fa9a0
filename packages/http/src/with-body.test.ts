import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { HttpRequest } from './http-request.js';
import type { RequestLoad } from './request-load.js';
import { withBody } from './with-body.js';

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
  const other = withBody(request, () => {
    made += 1;
    return Readable.from([]);
  });
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
  expect(withBody(request, () => Readable.from([]), { host: 'other' }).headers).toEqual({ host: 'other' });
});
