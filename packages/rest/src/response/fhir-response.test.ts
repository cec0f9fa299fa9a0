import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { toHttpResponse } from './fhir-response.js';

test('small bodies are joined', () => {
  const response = toHttpResponse(
    { status: 200, headers: {}, body: [Buffer.from('{'), Buffer.from('}')] },
    false,
  );
  expect(response.body).toEqual(Buffer.from('{}'));
});

test('a small piece does not keep the large buffer that it is a part of', () => {
  const whole = Buffer.alloc(1024 * 1024, 'a');
  const { body } = toHttpResponse({ status: 200, headers: {}, body: [whole.subarray(10, 20)] }, false);
  expect(body).toEqual(Buffer.from('aaaaaaaaaa'));
  expect((body as Buffer).buffer.byteLength).toBeLessThan(100_000);
});

test('large ones stream, and say how long they are', async () => {
  const body = [Buffer.alloc(700_000, 'a'), Buffer.alloc(700_000, 'b')];
  const response = toHttpResponse({ status: 200, headers: {}, body }, false);
  expect(response.headers['content-length']).toBe('1400000');
  expect(response.body).toBeInstanceOf(Readable);
  expect((await buffer(response.body as Readable)).equals(Buffer.concat(body))).toBe(true);
});

test('no body has no content type', () => {
  expect(toHttpResponse({ status: 204, headers: { etag: 'W/"1"' } }, true)).toEqual({
    status: 204,
    headers: { etag: 'W/"1"' },
  });
});
