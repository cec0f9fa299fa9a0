import { WellspringError } from '@wellspring/errors';
import type { ChecksumAlgorithm } from '../checksum/checksum.js';
import { maxPutBytes } from '../embedded/multipart-limits.js';
import type { WrittenContent } from '../embedded/object-file.js';
import { announcedDigests } from './announced-digests.js';
import type { S3Call } from './s3-call.js';

/** The body of an upload with everything the client said of it, ready to be written and verified. */
export interface UploadBody {
  readonly body: AsyncIterable<Uint8Array>;
  readonly checksums: readonly ChecksumAlgorithm[];
  /** Called after the last byte. @throws WellspringError `incomplete-body`, `bad-digest` */
  verify(content: WrittenContent): void;
}

/**
 * Reads what an upload announces: its length and digests.
 *
 * @throws WellspringError `missing-content-length`, `entity-too-large`, `invalid-digest`, `s3-invalid-request`
 */
export function uploadBody(call: S3Call): UploadBody {
  const { request, headers } = call;
  const length = announcedLength(headers);
  const digests = announcedDigests(call);
  return {
    body: received(request.body as AsyncIterable<Uint8Array>, request.signal),
    checksums: digests.algorithm === undefined ? [] : [digests.algorithm],
    verify(content) {
      if (content.size !== length)
        throw new WellspringError(
          'incomplete-body',
          'You did not provide the number of bytes specified by the Content-Length HTTP header',
        );
      digests.verify(content);
    },
  };
}

function announcedLength(headers: S3Call['headers']): number {
  const text = headers['x-amz-decoded-content-length'] ?? headers['content-length'];
  if (text === undefined)
    throw new WellspringError('missing-content-length', 'You must provide the Content-Length HTTP header.');
  if (!/^\d{1,15}$/.test(text))
    throw new WellspringError(
      's3-invalid-argument',
      'The announced length of the body is no number of bytes',
    );
  const length = Number(text);
  if (length > maxPutBytes)
    throw new WellspringError('entity-too-large', 'Your proposed upload exceeds the maximum allowed size');
  return length;
}

/** The body, where a client that goes away is told from a failure of our own. */
async function* received(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    const broken = error instanceof Error && 'code' in error && brokenConnection.has(error.code as string);
    if (!(error instanceof WellspringError) && (signal.aborted || broken))
      throw new WellspringError('request-aborted', 'The connection was closed before the body was whole', {
        cause: error,
      });
    throw error;
  }
}

const brokenConnection = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'ABORT_ERR']);
