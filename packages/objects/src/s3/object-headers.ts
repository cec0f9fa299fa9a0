import { WellspringError } from '@wellspring/errors';
import type { Checksums } from '../checksum/checksum.js';
import type { BucketRecord } from '../embedded/buckets.js';
import type { ObjectDescription, ObjectMetadata } from '../embedded/object-metadata.js';
import { defaultEncryption } from './bucket-encryption.js';
import { httpDate } from './http-date.js';

type Headers = Readonly<Record<string, string | undefined>>;

/** Kept as they come and given back with the object. */
const kept = [
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
  'x-amz-website-redirect-location',
] as const;

const encryptionHeaders = [
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-context',
  'x-amz-server-side-encryption-bucket-key-enabled',
] as const;

const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
];

/** S3's limit on user metadata: bytes of all names and values. */
const maxUserMetadataBytes = 2048;
const maxTags = 10;

/** What an upload, the beginning of a multipart upload or a copy with new metadata says of the object. */
export function describedBy(headers: Headers, bucket: BucketRecord): ObjectDescription {
  refuseUnsupported(headers);
  const described: Record<string, string> = {
    'content-type': headers['content-type'] ?? 'binary/octet-stream',
    ...encryptionOf(headers, bucket),
  };
  for (const name of kept) {
    const value = headers[name];
    if (value !== undefined) described[name] = value;
  }
  const encoding = contentEncoding(headers['content-encoding']);
  if (encoding !== undefined) described['content-encoding'] = encoding;
  const storageClass = headers['x-amz-storage-class'] ?? 'STANDARD';
  if (!storageClasses.includes(storageClass))
    throw new WellspringError('s3-invalid-argument', 'The storage class you specified is not valid');
  if (storageClass !== 'STANDARD') described['x-amz-storage-class'] = storageClass;
  const tagging = headers['x-amz-tagging'];
  if (tagging !== undefined) checkTags(tagging);
  return {
    headers: described,
    userMetadata: userMetadataOf(headers),
    ...(tagging !== undefined && tagging !== '' && { tagging }),
  };
}

/** Default encryption of the bucket where the request names none. */
export function encryptionOf(headers: Headers, bucket: BucketRecord): Record<string, string> {
  const algorithm = headers['x-amz-server-side-encryption'];
  if (algorithm === undefined) return defaultEncryption(bucket);
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm))
    throw new WellspringError(
      'invalid-encryption-algorithm',
      'The encryption request you specified is not valid. The valid values are AES256, aws:kms and aws:kms:dsse.',
    );
  const named: Record<string, string> = {};
  for (const name of encryptionHeaders) {
    const value = headers[name];
    if (value !== undefined) named[name] = value;
  }
  return named;
}

/** The headers an answer repeats after an upload: encryption, and with them nothing of the content. */
export function encryptionHeadersOf(description: ObjectDescription): Record<string, string> {
  return Object.fromEntries(
    encryptionHeaders.flatMap((name) => {
      const value = description.headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The headers of an object's answer to GET and HEAD, but those of its length. */
export function objectHeaders(object: ObjectMetadata): Record<string, string> {
  const headers: Record<string, string> = {
    ...object.headers,
    etag: `"${object.etag}"`,
    'last-modified': httpDate(object.lastModified),
    'accept-ranges': 'bytes',
  };
  for (const [name, value] of Object.entries(object.userMetadata)) headers[`x-amz-meta-${name}`] = value;
  if (object.tagging !== undefined) headers['x-amz-tagging-count'] = String(object.tagging.split('&').length);
  return headers;
}

/** The checksums of an object as headers, and what they were taken over. */
export function checksumHeaders(
  object: Pick<ObjectMetadata, 'checksums' | 'checksumType'>,
): Record<string, string> {
  const headers = checksumValueHeaders(object.checksums);
  return Object.keys(headers).length === 0 ? {} : { ...headers, 'x-amz-checksum-type': object.checksumType };
}

export function checksumValueHeaders(checksums: Checksums): Record<string, string> {
  return Object.fromEntries(
    Object.entries(checksums).map(([algorithm, value]) => [`x-amz-checksum-${algorithm}`, value]),
  );
}

/** `aws-chunked` is how the body travelled, and no encoding of the object. */
function contentEncoding(header: string | undefined): string | undefined {
  const encodings = (header ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  return encodings.length === 0 ? undefined : encodings.join(',');
}

function userMetadataOf(headers: Headers): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-') || value === undefined) continue;
    const short = name.slice('x-amz-meta-'.length);
    size += Buffer.byteLength(short) + Buffer.byteLength(value);
    Object.defineProperty(metadata, short, { value, enumerable: true });
  }
  if (size > maxUserMetadataBytes)
    throw new WellspringError(
      'metadata-too-large',
      'Your metadata headers exceed the maximum allowed metadata size',
    );
  return metadata;
}

function checkTags(tagging: string): void {
  const tags = [...new URLSearchParams(tagging)];
  const valid = tags.every(([name, value]) => name.length > 0 && name.length <= 128 && value.length <= 256);
  if (!valid || tags.length > maxTags || new Set(tags.map(([name]) => name)).size !== tags.length)
    throw new WellspringError('s3-invalid-argument', 'The header x-amz-tagging holds an invalid set of tags');
}

/** What would be a broken promise if it were passed over. */
function refuseUnsupported(headers: Headers): void {
  if (headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined)
    throw new WellspringError(
      's3-not-implemented',
      'Encryption with customer-provided keys is not implemented',
    );
  if (Object.keys(headers).some((name) => name.startsWith('x-amz-object-lock-')))
    throw new WellspringError('s3-invalid-request', 'Bucket is missing Object Lock Configuration');
  const acl = headers['x-amz-acl'];
  const granted = Object.keys(headers).some((name) => name.startsWith('x-amz-grant-'));
  if (granted || (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control'))
    throw new WellspringError('acl-not-supported', 'The bucket does not allow ACLs');
}
