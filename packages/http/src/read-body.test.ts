import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { HttpRequest } from './http-request.js';
import { readBody } from './read-body.js';

/** A request, and what was asked for it, in order. */
function requestWith(headers: Readonly<Record<string, string>>, body: string) {
  const asked: string[] = [];
  const request: HttpRequest = {
    method: 'POST',
    path: '/',
    query: '',
    headers,
    rawHeaders: [],
    body: Readable.from([Buffer.from(body)]),
    signal: new AbortController().signal,
    requestId: 'request-1',
    load: {
      hold: (bytes) => {
        asked.push(`hold ${bytes}`);
        return Promise.resolve();
      },
      held: (bytes) => {
        asked.push(`held ${bytes}`);
        return Promise.resolve();
      },
      answers: () => undefined,
    },
  };
  return { request, asked };
}

it('asks for room before it reads, and for its turn after', async () => {
  const { request, asked } = requestWith({ 'content-length': '5' }, 'hello');
  expect((await readBody(request, 100)).toString()).toBe('hello');
  expect(asked).toEqual(['hold 5', 'held 5']);
});

it('asks for all there can be where nobody says how much it is', async () => {
  const { request, asked } = requestWith({ 'transfer-encoding': 'chunked' }, 'hello');
  await readBody(request, 100);
  expect(asked).toEqual(['hold 100', 'held 5']);
});

it('asks for nothing where it is too much', async () => {
  const { request, asked } = requestWith({ 'content-length': '101' }, 'hello');
  await expect(readBody(request, 100)).rejects.toMatchObject({ code: 'body-too-large' });
  expect(asked).toEqual([]);
});

it('takes the whole body where there is a way to it', async () => {
  const { request, asked } = requestWith({ 'content-length': '5' }, 'never read');
  const whole = (limit: number) => Promise.resolve(limit < 5 ? undefined : Buffer.from('whole'));
  expect((await readBody({ ...request, whole }, 100)).toString()).toBe('whole');
  expect(asked).toEqual(['hold 5', 'held 5']);
  await expect(readBody({ ...request, headers: {}, whole }, 4)).rejects.toMatchObject({
    code: 'body-too-large',
  });
});
