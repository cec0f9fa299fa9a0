import { WellspringError } from '@wellspring/errors';
import type { ChecksumAlgorithm, Checksums } from '../checksum/checksum.js';
import { minPartBytes } from './multipart-limits.js';
import { openObjectFile } from './object-file.js';
import type { ObjectMetadata } from './object-metadata.js';

export interface UploadedPart {
  readonly number: number;
  readonly metadata: ObjectMetadata;
}

/** A part as the completion names it. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksums: Checksums;
}

/**
 * Finds the parts that a completion names among those that were uploaded.
 *
 * @throws WellspringError `invalid-part-order`, `invalid-part`, `entity-too-small`
 */
export function checkParts(
  named: readonly NamedPart[],
  uploaded: ReadonlyMap<number, ObjectMetadata>,
): UploadedPart[] {
  const parts = named.map(({ number, etag, checksums }, at) => {
    if (at > 0 && named[at - 1]!.number >= number)
      throw new WellspringError('invalid-part-order', 'The list of parts was not in ascending order.');
    const metadata = uploaded.get(number);
    const differs = Object.entries(checksums).some(
      ([algorithm, value]) => metadata?.checksums[algorithm as ChecksumAlgorithm] !== value,
    );
    if (metadata?.etag !== etag || differs) throw invalidPart();
    return { number, metadata };
  });
  if (parts.slice(0, -1).some(({ metadata }) => metadata.size < minPartBytes))
    throw new WellspringError(
      'entity-too-small',
      'Your proposed upload is smaller than the minimum allowed size',
    );
  return parts;
}

export function checkExpected(expected: Checksums, actual: Checksums): void {
  for (const [algorithm, value] of Object.entries(expected))
    if (actual[algorithm as ChecksumAlgorithm] !== value)
      throw new WellspringError(
        'bad-digest',
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
}

/**
 * The bytes of the parts, one after the other. A part may be uploaded anew until the last moment: one
 * that is not what the completion named any more would make an object that nobody sent.
 *
 * @throws WellspringError (from the iteration) `invalid-part`, `no-such-upload`
 */
export async function* contentOf(
  parts: readonly (UploadedPart & { readonly file: string })[],
): AsyncGenerator<Uint8Array> {
  for (const { file, metadata } of parts) {
    const part = await openObjectFile(file);
    if (!part) throw noSuchUpload();
    if (part.metadata.etag !== metadata.etag) {
      await part.close();
      throw invalidPart();
    }
    yield* part.read() as AsyncIterable<Buffer>;
  }
}

function invalidPart(): WellspringError {
  return new WellspringError(
    'invalid-part',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  );
}

export function noSuchUpload(): WellspringError {
  return new WellspringError(
    'no-such-upload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  );
}
