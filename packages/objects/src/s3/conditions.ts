import { WellspringError } from '@wellspring/errors';
import type { ObjectMetadata } from '../embedded/object-metadata.js';
import type { Precondition } from '../embedded/object-store.js';
import { parseHttpDate } from './http-date.js';

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * The conditions of a read, in the order of RFC 9110, 13.2.2: If-Match hides If-Unmodified-Since,
 * If-None-Match hides If-Modified-Since.
 *
 * @param prefix `x-amz-copy-source-` for the source of a copy
 */
export function readCondition(
  headers: Headers,
  object: Pick<ObjectMetadata, 'etag' | 'lastModified'>,
  prefix = '',
): 'holds' | 'not-modified' | 'failed' {
  const modified = wholeSeconds(object.lastModified);
  const ifMatch = headers[`${prefix}if-match`];
  const unmodifiedSince = parseHttpDate(headers[`${prefix}if-unmodified-since`]);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) return 'failed';
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) return 'failed';

  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const modifiedSince = parseHttpDate(headers[`${prefix}if-modified-since`]);
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, object.etag)) return 'not-modified';
  } else if (modifiedSince !== undefined && modified <= modifiedSince) return 'not-modified';
  return 'holds';
}

/** `If-Range` (RFC 9110, 13.1.5): a strong ETag, or the exact time of the last change. */
export function isSameVersion(
  ifRange: string,
  object: Pick<ObjectMetadata, 'etag' | 'lastModified'>,
): boolean {
  const given = ifRange.trim();
  if (given.startsWith('"')) return given === `"${object.etag}"`;
  return parseHttpDate(given) === wholeSeconds(object.lastModified);
}

/** A Last-Modified header has whole seconds, so the object's time is compared in whole seconds. */
function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

/**
 * The conditions of a write (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html):
 * `If-None-Match: *` for an object that must not be there, `If-Match` for one that must be the same.
 */
export function writeCondition(headers: Headers): Precondition | undefined {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*')
    throw new WellspringError('s3-not-implemented', 'If-None-Match of a write takes * only');
  return (current) => {
    if (ifNoneMatch !== undefined && current) throw preconditionFailed();
    if (ifMatch === undefined) return;
    if (!current) throw new WellspringError('no-such-key', 'The specified key does not exist.');
    if (!matches(ifMatch, current.etag)) throw preconditionFailed();
  };
}

export function preconditionFailed(): WellspringError {
  return new WellspringError(
    's3-precondition-failed',
    'At least one of the pre-conditions you specified did not hold',
  );
}

function matches(header: string, etag: string): boolean {
  return header
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === '*' || one.replace(/^W\//, '').replace(/^"(.*)"$/, '$1') === etag);
}
