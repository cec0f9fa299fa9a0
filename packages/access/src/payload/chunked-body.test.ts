import { createHmac } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunksOf, streamOf } from './body-stream.js';
import { keyedHash } from '../signature/keyed-hash.js';
import { createChunkVerifier, type ChunkVerifier } from './chunk-signatures.js';
import { decodeChunked } from './chunked-body.js';

interface Wish {
  readonly decodedLength: number;
  readonly verifier?: ChunkVerifier;
  readonly trailerNames?: readonly string[];
}

async function decode(pieces: readonly Buffer[], { decodedLength, verifier, trailerNames }: Wish) {
  let trailers: Readonly<Record<string, string>> | undefined;
  const source = Readable.from(pieces, { objectMode: false });
  const body = decodeChunked(chunksOf(source), {
    decodedLength,
    verifier,
    trailerNames,
    trailers: (fields) => {
      trailers = fields;
    },
  });
  return { body: await buffer(streamOf(body)), trailers };
}

/** Amazon's published examples: 65 KiB of `a` in chunks of 64 KiB, key and moment of the S3 API reference. */
const scope = { date: '20130524', region: 'us-east-1', service: 's3' };
const key = ['20130524', 'us-east-1', 's3', 'aws4_request'].reduce<Buffer>(
  (part, text) => createHmac('sha256', part).update(text).digest(),
  Buffer.from('AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
);
const verifierFrom = (seed: string) =>
  createChunkVerifier({ key: keyedHash(key), timestamp: '20130524T000000Z', scope, seed });
const frame = (size: number, signature: string) =>
  `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}${size > 0 ? '\r\n' : ''}`;

describe('signed chunks (sigv4-streaming.html)', () => {
  const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
  const frames = [
    frame(65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'),
    frame(1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'),
    frame(0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'),
    '\r\n',
  ];
  test('the published example', async () => {
    const { body, trailers } = await decode([Buffer.from(frames.join(''))], {
      decodedLength: 66560,
      verifier: verifierFrom(seed),
    });
    expect(body.equals(Buffer.alloc(66560, 'a'))).toBe(true);
    expect(trailers).toEqual({});
  });
  test.each([
    ['a changed byte', [frames[0]!.replace('aaa', 'aba'), ...frames.slice(1)], 'chunk-signature-mismatch'],
    ['chunks in another order', [frames[1]!, frames[0]!, ...frames.slice(2)], 'chunk-signature-mismatch'],
    ['another end', [frames[0]!, frames[1]!, frame(0, '0'.repeat(64)), '\r\n'], 'chunk-signature-mismatch'],
    ['no signature', [`400\r\n${'a'.repeat(1024)}\r\n0\r\n\r\n`], 'malformed-chunk'],
    ['the end cut off', frames.slice(0, 2), 'truncated-body'],
  ])('%s', async (_, changed, code) => {
    const request = decode([Buffer.from(changed.join(''))], {
      decodedLength: 66560,
      verifier: verifierFrom(seed),
    });
    await expect(request).rejects.toMatchObject({ code });
  });
});

describe('signed trailer (sigv4-streaming-trailers.html)', () => {
  const seed = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
  const frames = [
    frame(65536, 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2'),
    frame(1024, '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7'),
    frame(0, '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992'),
  ].join('');
  const trailer = (checksum: string, signature: string) =>
    `x-amz-checksum-crc32c:${checksum}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
  const right = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435';
  const wish = () => ({
    decodedLength: 66560,
    verifier: verifierFrom(seed),
    trailerNames: ['x-amz-checksum-crc32c'],
  });
  test('the published example', async () => {
    const { trailers } = await decode([Buffer.from(frames + trailer('sOO8/Q==', right))], wish());
    expect(trailers).toEqual({ 'x-amz-checksum-crc32c': 'sOO8/Q==' });
  });
  test('a changed checksum', async () => {
    const request = decode([Buffer.from(frames + trailer('sOO8/R==', right))], wish());
    await expect(request).rejects.toMatchObject({ code: 'chunk-signature-mismatch' });
  });
  test('no trailer signature', async () => {
    const request = decode([Buffer.from(`${frames}x-amz-checksum-crc32c:sOO8/Q==\r\n\r\n`)], wish());
    await expect(request).rejects.toMatchObject({ code: 'malformed-trailer' });
  });
});

describe('unsigned chunks', () => {
  const names = ['x-amz-checksum-crc32'];
  const good = '5\r\nhello\r\n3\r\n 12\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';
  test.each([
    ['as the SDKs send it', good],
    ['without the last empty line', good.slice(0, -2)],
    ['with bare line feeds in the trailer', good.replace('==\r\n\r\n', '==\n\n')],
  ])('%s', async (_, text) => {
    const { body, trailers } = await decode([Buffer.from(text)], { decodedLength: 8, trailerNames: names });
    expect(body.toString()).toBe('hello 12');
    expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
  });
  test('an empty body', async () => {
    const { body } = await decode([Buffer.from('0\r\n\r\n')], { decodedLength: 0, trailerNames: [] });
    expect(body.length).toBe(0);
  });

  test.each([
    ['nothing at all', '', 8, 'truncated-body'],
    ['no size', 'hello', 8, 'truncated-body'],
    ['a bad size', 'xyz\r\nhello\r\n', 8, 'malformed-chunk'],
    ['a size beyond all', 'ffffffffffffffff\r\n', 8, 'malformed-chunk'],
    ['a size line without end', 'a'.repeat(5000), 8, 'malformed-chunk'],
    ['more in a chunk than its size', '4\r\nhello\r\n0\r\n\r\n', 5, 'malformed-chunk'],
    ['cut inside a chunk', '5\r\nhel', 5, 'truncated-body'],
    ['cut after a chunk', '5\r\nhello\r\n', 5, 'truncated-body'],
    ['longer than it said', '5\r\nhello\r\n0\r\n\r\n', 4, 'malformed-chunk'],
    ['shorter than it said', '5\r\nhello\r\n0\r\n\r\n', 6, 'truncated-body'],
    ['a trailer nobody announced', '5\r\nhello\r\n0\r\nx-amz-meta-a:1\r\n\r\n', 5, 'malformed-trailer'],
    [
      'a trailer twice',
      good.replace('\r\n\r\n', '\r\nx-amz-checksum-crc32:B\r\n\r\n'),
      8,
      'malformed-trailer',
    ],
    ['no trailer', '5\r\nhello\r\n0\r\n\r\n', 5, 'malformed-trailer'],
    ['an endless trailer', good.replace('AAAA', 'A'.repeat(9000)), 8, 'malformed-trailer'],
    ['more after the end', `${good}x`, 8, 'malformed-chunk'],
  ])('%s', async (_, text, decodedLength, code) => {
    const request = decode([Buffer.from(text)], { decodedLength, trailerNames: names });
    await expect(request).rejects.toMatchObject({ code });
  });

  test('the same however the bytes arrive', async () => {
    const wire = Buffer.from(good);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: wire.length - 1 })), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), wire.length];
        const pieces = places.slice(1).map((end, index) => wire.subarray(places[index], end));
        const { body } = await decode(pieces, { decodedLength: 8, trailerNames: names });
        expect(body.toString()).toBe('hello 12');
      }),
      { numRuns: 50 },
    );
  });
});
