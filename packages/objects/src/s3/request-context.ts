import type { AccessQuestion } from '@wellspring/access';
import type { HttpRequest } from '@wellspring/http';
import { tagKeys } from '../authorization/object-tags.js';
import type { S3Call } from './s3-call.js';

type Context = NonNullable<AccessQuestion['context']>;

/**
 * The condition keys that every request to S3 has.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 */
export function requestKeys(
  request: Pick<HttpRequest, 'headers'>,
  query: S3Call['query'],
  accountId: string,
): Context {
  const signedAt = query.get('X-Amz-Date');
  const isPresigned = query.has('X-Amz-Signature');
  return {
    's3:authType': isPresigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:signatureAge': isPresigned && signedAt !== undefined ? ageOf(signedAt) : undefined,
    's3:x-amz-content-sha256':
      request.headers['x-amz-content-sha256'] ?? (isPresigned ? 'UNSIGNED-PAYLOAD' : undefined),
    's3:ResourceAccount': accountId,
    'aws:ResourceAccount': accountId,
  };
}

/** Milliseconds since a presigned address was made: `20261126T203000Z`. */
function ageOf(signedAt: string): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : String(Math.max(0, Date.now() - time));
}

/** What a list is asked for; a key is there only where the request has the parameter. */
export function listKeys({ query }: S3Call): Context {
  return {
    's3:prefix': query.get('prefix'),
    's3:delimiter': query.get('delimiter'),
    's3:max-keys': query.get('max-keys'),
  };
}

const uploadHeaders = [
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'if-match',
  'if-none-match',
] as const;

/** What an upload or a copy is asked for: `s3:x-amz-server-side-encryption`, `s3:RequestObjectTag/team` and so on. */
export function uploadKeys({ headers }: S3Call): Context {
  const tagging = headers['x-amz-tagging'];
  const tags = [...new URLSearchParams(tagging ?? '')];
  return {
    ...Object.fromEntries(uploadHeaders.map((name) => [`s3:${name}`, headers[name]])),
    ...tagKeys('RequestObjectTag', tagging),
    's3:RequestObjectTagKeys': tags.length === 0 ? undefined : tags.map(([key]) => key),
  };
}
