import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { WellspringError } from '@wellspring/errors';
import { readBody, type HttpRequest, type HttpResponse } from '@wellspring/http';
import { describe, expect, test } from 'vitest';
import { decodedRequest } from './request/decoded-request.js';
import { checkConsistencyHeader } from './request/consistency-header.js';
import { encodedResponse } from './response/encoded-response.js';

const request = (headers: Readonly<Record<string, string>>, body: Buffer = Buffer.alloc(0)): HttpRequest => ({
  method: 'POST',
  path: '/',
  query: '',
  headers,
  rawHeaders: [],
  body: Readable.from(body.length > 0 ? [body] : []),
  signal: new AbortController().signal,
  requestId: 'r',
});
const text = Buffer.from(`{"resourceType":"Patient","name":[${'{"family":"A"},'.repeat(500)}{}]}`);

describe('request bodies', () => {
  const decoded = async (encoding: string, body: Buffer, limit = 10_000) =>
    readBody(
      await decodedRequest(
        request({ 'content-encoding': encoding, 'content-length': String(body.length) }, body),
        limit,
      ),
      limit,
    );

  test.each([
    ['gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['identity', text],
  ])('in %s are read', async (encoding, body) => {
    expect(await decoded(encoding, body)).toEqual(text);
  });

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'fine',
      (error: unknown) => (error instanceof WellspringError ? error.code : String(error)),
    );

  test.each([
    ['br', brotliCompressSync(text), 'unsupported-media-type'],
    ['gzip, gzip', gzipSync(gzipSync(text)), 'unsupported-media-type'],
    ['gzip', text, 'malformed-encoding'],
    ['gzip', gzipSync(text).subarray(0, 40), 'malformed-encoding'],
    ['deflate', gzipSync(text), 'malformed-encoding'],
    // 20 MB of zeros are some 20 KB: more than the limit after, and 8 KB less than it before.
    ['gzip', gzipSync(Buffer.alloc(5_000_000)), 'body-too-large'],
    ['deflate', deflateSync(Buffer.alloc(5_000_000)), 'body-too-large'],
    ['gzip', Buffer.alloc(10_001, 1), 'body-too-large'],
  ])('in %s are refused: %#', async (encoding, body, code) => {
    expect(await codeOf(decoded(encoding, body))).toBe(code);
  });
});

describe('answers', () => {
  const answer = (body: HttpResponse['body'], headers = {}): HttpResponse => ({
    status: 200,
    headers: { 'content-type': 'application/fhir+json; charset=utf-8', ...headers },
    ...(body !== undefined && { body }),
  });
  const bytesOf = async ({ body }: HttpResponse) =>
    body instanceof Readable ? await buffer(body) : Buffer.from(body ?? '');

  test.each(['gzip', 'deflate, gzip;q=0.5', '*', 'GZIP', 'x-gzip', 'br, gzip'])(
    'in gzip by %s',
    async (accept) => {
      const encoded = await encodedResponse(request({ 'accept-encoding': accept }), answer(text));
      expect(encoded.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(gunzipSync(await bytesOf(encoded))).toEqual(text);
    },
  );

  test.each(['', 'identity', 'br', 'gzip;q=0', '*;q=0', 'gzip;q=0, *', 'gzip;q=x'])(
    'as they are by %j',
    async (accept) => {
      const plain = await encodedResponse(request({ 'accept-encoding': accept }), answer(text));
      expect(plain.headers).not.toHaveProperty('content-encoding');
      expect(plain.headers['vary']).toBe('Accept-Encoding');
      expect(plain.body).toBe(text);
    },
  );

  test('that come as streams leave as streams', async () => {
    const headers = { 'content-length': String(text.length), vary: 'Accept' };
    const encoded = await encodedResponse(
      request({ 'accept-encoding': 'gzip' }),
      answer(Readable.from([text]), headers),
    );
    expect(encoded.body).toBeInstanceOf(Readable);
    expect(encoded.headers).not.toHaveProperty('content-length');
    expect(encoded.headers['vary']).toBe('Accept, Accept-Encoding');
    expect(gunzipSync(await bytesOf(encoded))).toEqual(text);
  });

  test('whose source is given up with them', async () => {
    const source = Readable.from([text, text]);
    const encoded = await encodedResponse(request({ 'accept-encoding': 'gzip' }), answer(source));
    (encoded.body as Readable).destroy();
    await new Promise((resolve) => source.once('close', resolve));
    expect(source.destroyed).toBe(true);
  });

  test.each([
    ['short', answer('{}')],
    ['an image', answer(text, { 'content-type': 'image/png' })],
    ['none', { status: 204, headers: {} }],
  ])('that are not worth it: %s', async (_, response) => {
    expect(await encodedResponse(request({ 'accept-encoding': 'gzip' }), response)).toBe(response);
  });
});

describe('x-amz-fhir-history-consistency-level', () => {
  const check = (level: string) => () => {
    checkConsistencyHeader(request({ 'x-amz-fhir-history-consistency-level': level }));
  };
  test.each(['strong', 'eventual'])('%s', (level) => {
    expect(check(level)).not.toThrow();
  });
  test.each(['', 'STRONG', 'weak', 'strong, eventual'])('%j is refused', (level) => {
    expect(check(level)).toThrow(expect.objectContaining({ code: 'malformed-header' }));
  });
});
