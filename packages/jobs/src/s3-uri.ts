import { WellspringError } from '@wellspring/errors';

/** A place in an object store. */
export interface S3Location {
  readonly bucket: string;
  /** Without a leading slash; empty is the bucket itself. */
  readonly key: string;
}

// The pattern of the service model's S3Uri; its 1024 characters are checked first.
const PATTERN = /^s3:\/\/([a-z0-9][.\-a-z0-9]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/**
 * Reads an address such as `s3://bucket/folder/`.
 *
 * @throws WellspringError `invalid-s3-uri`
 */
export function parseS3Uri(uri: string): S3Location {
  const match = uri.length <= 1024 ? PATTERN.exec(uri) : null;
  if (match === null)
    throw new WellspringError('invalid-s3-uri', `The S3 address has to look like s3://bucket/folder/`);
  return { bucket: match[1]!, key: match[2] ?? '' };
}

/** A key prefix as a folder: it ends with a slash, or is empty for the whole bucket. */
export function asFolder(key: string): string {
  return key === '' || key.endsWith('/') ? key : `${key}/`;
}

/** The address of a location. */
export function s3Uri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}
