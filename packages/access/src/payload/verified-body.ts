import { hash as hashOf } from 'node:crypto';
import { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import { derivedRequest, readBody, type HttpRequest, type RequestChanges } from '@wellspring/http';
import { failure, type AuthenticationFailure } from '../authentication-failure.js';
import { chunksOf, streamOf } from './body-stream.js';
import { createChunkVerifier, type ChunkSigning } from './chunk-signatures.js';
import { decodeChunked } from './chunked-body.js';
import { checkHash, verifyHash } from './hashed-body.js';
import type { PayloadMode } from './payload-mode.js';
import { wholeBody } from './whole-body.js';

/** A body on its way to the room that wants it. */
export interface VerifiedBody {
  readonly request: HttpRequest;
  readonly trailers: () => Readonly<Record<string, string>>;
}

const noTrailers = () => ({});

/** The payload part of the canonical request. */
interface Payload {
  readonly hash: string;
  readonly request: HttpRequest;
}

/** The payload part of the canonical request; a body that no header speaks for is read here, and only then waited for. */
export function payloadHash(
  request: HttpRequest,
  mode: PayloadMode,
  maxBufferedBody: number,
): Payload | Promise<Payload> {
  switch (mode.kind) {
    case 'hashed':
      return { hash: mode.sha256, request };
    case 'unsigned':
      return { hash: 'UNSIGNED-PAYLOAD', request };
    case 'chunked':
      return { hash: mode.word, request };
    case 'buffered':
      if (hasNoBody(request)) return { hash: hashOfNothing, request: withoutBody(request) };
      return bufferedHash(request, maxBufferedBody);
    default:
      return mode satisfies never;
  }
}

async function bufferedHash(request: HttpRequest, maxBufferedBody: number): Promise<Payload> {
  const bytes = await readBody(insulated(request), maxBufferedBody);
  return {
    hash: hashOf('sha256', bytes, 'hex'),
    request: derivedRequest(request, {
      body: () => streamOf(once(bytes)),
      whole: (limit) => Promise.resolve(bytes.length > limit ? undefined : bytes),
    }),
  };
}

/** Giving its body up leaves the connection open. */
function insulated(request: HttpRequest): HttpRequest {
  return derivedRequest(request, {
    body: () => streamOf(chunksOf(request.body)),
    whole: (limit) => wholeBody(request.body, limit),
  });
}

/** Likewise, and it fails in place of ending where its hash is another. */
function hashed(request: HttpRequest, sha256: string): HttpRequest {
  return derivedRequest(request, {
    body: () => streamOf(verifyHash(chunksOf(request.body), sha256)),
    whole: async (limit) => {
      const bytes = await wholeBody(request.body, limit);
      if (bytes !== undefined) checkHash(hashOf('sha256', bytes, 'hex'), sha256);
      return bytes;
    },
  });
}

/** Puts in front of the body what checks and decodes it as it streams. */
export function verifiedBody(
  request: HttpRequest,
  mode: PayloadMode,
  signing: ChunkSigning,
): VerifiedBody | AuthenticationFailure {
  // Nothing to stream, and nothing to check while it does; what is announced as something else still fails.
  if (hasNoBody(request) && (mode.kind === 'unsigned' || isOfNothing(mode)))
    return { request: withoutBody(request), trailers: noTrailers };
  switch (mode.kind) {
    case 'buffered':
      return { request, trailers: noTrailers };
    case 'unsigned':
      return { request: insulated(request), trailers: noTrailers };
    case 'hashed':
      return { request: hashed(request, mode.sha256), trailers: noTrailers };
    case 'chunked':
      return chunked(request, mode, signing);
    default:
      return mode satisfies never;
  }
}

const hashOfNothing = hashOf('sha256', '', 'hex');

function isOfNothing(mode: PayloadMode): boolean {
  return mode.kind === 'hashed' && mode.sha256 === hashOfNothing;
}

/**
 * A GET or HEAD without either header has no body (RFC 9112 6.3). The room gets an empty one in any case,
 * so that bytes nobody has checked never reach it.
 */
function hasNoBody({ method, headers }: HttpRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    (headers['content-length'] ?? '0') === '0' &&
    headers['transfer-encoding'] === undefined
  );
}

/** A body of its own that is empty: whoever destroys it leaves the connection open. */
function withoutBody(request: HttpRequest): HttpRequest {
  return derivedRequest(request, nothing);
}

const nothing: RequestChanges = { body: () => new Readable({ read: endAtOnce }) };

function endAtOnce(this: Readable): void {
  this.push(null);
}

function chunked(
  request: HttpRequest,
  mode: PayloadMode & { readonly kind: 'chunked' },
  signing: ChunkSigning,
): VerifiedBody | AuthenticationFailure {
  const decodedLength = request.headers['x-amz-decoded-content-length']?.trim() ?? '';
  if (!/^\d{1,15}$/.test(decodedLength))
    return failure(
      'decoded-length-required',
      'You must provide the x-amz-decoded-content-length HTTP header.',
    );
  let trailers: Readonly<Record<string, string>> | undefined;
  const body = decodeChunked(chunksOf(request.body), {
    decodedLength: Number(decodedLength),
    verifier: mode.signed ? createChunkVerifier(signing) : undefined,
    trailerNames: mode.trailer ? listed(request.headers['x-amz-trailer']) : undefined,
    trailers: (fields) => {
      trailers = fields;
    },
  });
  return {
    request: derivedRequest(request, {
      body: () => streamOf(body),
      headers: decodedHeaders(request.headers, decodedLength),
    }),
    trailers: () => {
      if (!trailers)
        throw new WellspringError('internal-error', 'The trailer was asked for before the body had ended');
      return trailers;
    },
  };
}

function listed(header: string | undefined): readonly string[] {
  return (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

/** The headers of the body as it is once decoded; `rawHeaders` keep what was sent. */
function decodedHeaders(headers: HttpRequest['headers'], decodedLength: string): HttpRequest['headers'] {
  const encodings = listed(headers['content-encoding']).filter((name) => name !== 'aws-chunked');
  return {
    ...headers,
    'content-length': decodedLength,
    'content-encoding': encodings.length > 0 ? encodings.join(', ') : undefined,
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream's source is asynchronous
async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  if (bytes.length > 0) yield bytes;
}
