import { WellspringError } from '@wellspring/errors';
import type { Chunks } from './body-stream.js';
import { createByteReader, type ByteReader } from './byte-reader.js';
import type { ChunkVerifier } from './chunk-signatures.js';

/** How an `aws-chunked` body is to be read. */
export interface ChunkedBody {
  /** `x-amz-decoded-content-length`: bytes without the framing. */
  readonly decodedLength: number;
  /** Undefined where the chunks are not signed. */
  readonly verifier: ChunkVerifier | undefined;
  /** Lower-case names that `x-amz-trailer` announced; undefined where no trailer may follow. */
  readonly trailerNames: readonly string[] | undefined;
  /** Takes the trailer when it has been read and, if signed, checked. */
  readonly trailers: (fields: Readonly<Record<string, string>>) => void;
}

/** The size in hex and the signature need under 120 bytes. */
const headerLimit = 1024;
/** S3's limit on all headers together. */
const trailerLimit = 8 * 1024;

/**
 * Takes the framing off an `aws-chunked` body, checking signatures and length on the way. Pieces are
 * handed on before the signature of their chunk is known, so memory stays flat however large a chunk
 * is; a bad signature fails the stream before it ends.
 *
 * @throws WellspringError (from the iteration) `malformed-chunk`, `malformed-trailer`,
 * `truncated-body`, `chunk-signature-mismatch`
 */
export async function* decodeChunked(
  chunks: Chunks,
  { decodedLength, verifier, trailerNames, trailers }: ChunkedBody,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = createByteReader(chunks);
  let total = 0;
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line(headerLimit, 'malformed-chunk'));
    if (total + size > decodedLength)
      throw malformed('The body is longer than x-amz-decoded-content-length.');
    total += size;
    if (verifier) {
      if (signature === undefined) throw malformed('A chunk has no chunk-signature.');
      verifier.begin(signature);
    }
    for await (const piece of reader.bytes(size)) {
      verifier?.update(piece);
      yield piece;
    }
    verifier?.end();
    if (size === 0) break;
    if ((await reader.line(0, 'malformed-chunk')) !== '') throw malformed('A chunk is longer than its size.');
  }
  if (total !== decodedLength)
    throw new WellspringError('truncated-body', 'The body is shorter than x-amz-decoded-content-length.');
  trailers(await readTrailer(reader, trailerNames, verifier));
  if (!(await reader.atEnd())) throw malformed('There is more after the end of the chunked body.');
}

function parseChunkHeader(line: string): { readonly size: number; readonly signature: string | undefined } {
  // 12 hex digits hold 256 TiB, far below the largest safe integer.
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match) throw malformed('A chunk does not begin with its size in hex.');
  return { size: Number.parseInt(match[1]!, 16), signature: match[2] };
}

async function readTrailer(
  reader: ByteReader,
  announced: readonly string[] | undefined,
  verifier: ChunkVerifier | undefined,
): Promise<Readonly<Record<string, string>>> {
  const fields = new Map<string, string>();
  let canonical = '';
  let signature: string | undefined;
  let room = trailerLimit;
  // Some clients leave out the empty line at the very end.
  while (!(await reader.atEnd())) {
    const line = await reader.line(room, 'malformed-trailer');
    room -= line.length;
    if (line === '') break;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature' && verifier) signature = value;
    else if (!announced?.includes(name) || fields.has(name))
      throw malformedTrailer('The trailer has a line that x-amz-trailer did not announce.');
    else {
      fields.set(name, value);
      canonical += `${name}:${value}\n`;
    }
  }
  if (announced?.some((name) => !fields.has(name)))
    throw malformedTrailer('The trailer lacks a line that x-amz-trailer announced.');
  if (announced && verifier) {
    if (signature === undefined) throw malformedTrailer('The trailer has no x-amz-trailer-signature.');
    verifier.trailer(canonical, signature);
  }
  return Object.fromEntries(fields);
}

function malformed(message: string): WellspringError {
  return new WellspringError('malformed-chunk', message);
}

function malformedTrailer(message: string): WellspringError {
  return new WellspringError('malformed-trailer', message);
}
