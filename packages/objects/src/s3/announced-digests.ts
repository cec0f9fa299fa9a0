import { WellspringError } from '@wellspring/errors';
import { readBody } from '@wellspring/http';
import {
  checksumAlgorithm,
  checksumAlgorithms,
  checksumLength,
  startChecksum,
  type ChecksumAlgorithm,
  type Checksums,
} from '../checksum/checksum.js';
import type { WrittenContent } from '../embedded/object-file.js';
import type { S3Call } from './s3-call.js';

/** The digests of its body that a request announces, to be compared once the body has ended. */
export interface AnnouncedDigests {
  readonly md5: boolean;
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** @throws WellspringError `bad-digest`, `s3-invalid-request` */
  verify(actual: Pick<WrittenContent, 'md5' | 'checksums'>): void;
}

/**
 * Reads Content-MD5, and a checksum in a header or behind the body
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
 *
 * @throws WellspringError `invalid-digest`, `s3-invalid-request`
 */
export function announcedDigests(call: S3Call): AnnouncedDigests {
  const { headers } = call;
  const md5 = announcedMd5(headers['content-md5']);
  const inHeaders = checksumsIn(headers);
  const [[announced] = []] = Object.entries(inHeaders);
  const trailing = announced === undefined ? trailingChecksum(headers['x-amz-trailer']) : undefined;
  const algorithm = (announced as ChecksumAlgorithm | undefined) ?? trailing;
  if (algorithm === undefined && headers['x-amz-sdk-checksum-algorithm'] !== undefined)
    throw new WellspringError(
      's3-invalid-request',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  return {
    md5: md5 !== undefined,
    algorithm,
    verify(actual) {
      if (md5 && actual.md5?.equals(md5) !== true)
        throw new WellspringError(
          'bad-digest',
          'The Content-MD5 you specified did not match what we received.',
        );
      if (algorithm === undefined) return;
      const expected = trailing ? trailedValue(call.trailers(), trailing) : inHeaders[algorithm];
      if (expected !== actual.checksums[algorithm])
        throw new WellspringError(
          'bad-digest',
          `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
        );
    },
  };
}

/**
 * Reads a body that is a document, and compares it with its digests: a key that was garbled on its way
 * must not be deleted.
 *
 * @param limit bytes
 * @throws WellspringError `body-too-large`, `bad-digest`, `invalid-digest`, `s3-invalid-request`
 */
export async function readVerifiedBody(call: S3Call, limit: number): Promise<Buffer> {
  const digests = announcedDigests(call);
  const bytes = await readBody(call.request, limit);
  const taken = (algorithm: ChecksumAlgorithm | 'md5'): Buffer => {
    const checksum = startChecksum(algorithm);
    checksum.update(bytes);
    return checksum.digest();
  };
  const { algorithm } = digests;
  digests.verify({
    md5: digests.md5 ? taken('md5') : undefined,
    checksums: algorithm ? { [algorithm]: taken(algorithm).toString('base64') } : {},
  });
  return bytes;
}

/**
 * The checksums in a request's headers; at most one.
 *
 * @throws WellspringError `s3-invalid-request`
 */
export function checksumsIn(headers: S3Call['headers']): Checksums {
  const given = checksumAlgorithms.flatMap((algorithm) => {
    const value = headers[`x-amz-checksum-${algorithm}`];
    return value === undefined ? [] : [[algorithm, checkedValue(algorithm, value)] as const];
  });
  if (given.length > 1)
    throw new WellspringError(
      's3-invalid-request',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  return Object.fromEntries(given);
}

function announcedMd5(header: string | undefined): Buffer | undefined {
  if (header === undefined) return undefined;
  const md5 = Buffer.from(header, 'base64');
  if (md5.length !== 16 || md5.toString('base64') !== header.trim())
    throw new WellspringError('invalid-digest', 'The Content-MD5 you specified was invalid.');
  return md5;
}

function trailingChecksum(header: string | undefined): ChecksumAlgorithm | undefined {
  const names = (header ?? '').split(',').map((name) => name.trim().toLowerCase());
  const named = names.filter((name) => name.startsWith('x-amz-checksum-'));
  if (named.length === 0) return undefined;
  const algorithm = checksumAlgorithm(named[0]!.slice('x-amz-checksum-'.length));
  if (named.length > 1 || algorithm === undefined)
    throw new WellspringError(
      's3-invalid-request',
      'The value specified in the x-amz-trailer header is not supported',
    );
  return algorithm;
}

function trailedValue(trailers: Readonly<Record<string, string>>, algorithm: ChecksumAlgorithm): string {
  const value = trailers[`x-amz-checksum-${algorithm}`];
  if (value === undefined)
    throw new WellspringError('s3-invalid-request', 'The checksum that x-amz-trailer announced did not come');
  return checkedValue(algorithm, value);
}

function checkedValue(algorithm: ChecksumAlgorithm, value: string): string {
  const trimmed = value.trim();
  const bytes = Buffer.from(trimmed, 'base64');
  if (bytes.length !== checksumLength[algorithm] || bytes.toString('base64') !== trimmed)
    throw new WellspringError(
      's3-invalid-request',
      `Value for x-amz-checksum-${algorithm} header is invalid.`,
    );
  return trimmed;
}
