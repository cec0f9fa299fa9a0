import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import type { ListPage, StoredObject } from '../embedded/listing.js';
import type { S3Call, S3Service } from './s3-call.js';
import { numberIn, type S3Query } from './s3-query.js';
import { element, optional, xmlDocument, type Xml } from './xml-writer.js';
import { xmlResponse } from './xml-response.js';

/** S3 gives no more at a time, whatever is asked for. */
const maxPage = 1000;

/** ListObjects, the first version: pages follow by `marker`. */
export async function listObjects(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { query } = call;
  const { page, encode, limit } = await list(service, call, query.get('marker'));
  const document = xmlDocument(
    'ListBucketResult',
    element('Name', call.bucket),
    element('Prefix', encode(query.get('prefix') ?? '')),
    element('Marker', encode(query.get('marker') ?? '')),
    optional('NextMarker', page.next === undefined ? undefined : encode(page.next)),
    ...common(query, page, encode, limit),
    page.objects.map((object) => contents(object, encode, owner(service))),
    prefixes(page, encode),
  );
  return xmlResponse(document);
}

/** ListObjectsV2: pages follow by an opaque `continuation-token`. */
export async function listObjectsV2(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { query } = call;
  const token = query.get('continuation-token');
  const { page, encode, limit } = await list(
    service,
    call,
    token === undefined ? query.get('start-after') : readToken(token),
  );
  const showOwner = query.get('fetch-owner') === 'true' ? owner(service) : undefined;
  const document = xmlDocument(
    'ListBucketResult',
    element('Name', call.bucket),
    element('Prefix', encode(query.get('prefix') ?? '')),
    optional('StartAfter', query.has('start-after') ? encode(query.get('start-after') ?? '') : undefined),
    optional('ContinuationToken', token),
    optional('NextContinuationToken', page.next === undefined ? undefined : writeToken(page.next)),
    element('KeyCount', page.objects.length + page.commonPrefixes.length),
    ...common(query, page, encode, limit),
    page.objects.map((object) => contents(object, encode, showOwner)),
    prefixes(page, encode),
  );
  return xmlResponse(document);
}

/** ListObjectVersions: every object is its only version, `null`, as in a bucket without versions. */
export async function listObjectVersions(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { query } = call;
  const { page, encode, limit } = await list(service, call, query.get('key-marker'));
  const document = xmlDocument(
    'ListVersionsResult',
    element('Name', call.bucket),
    element('Prefix', encode(query.get('prefix') ?? '')),
    element('KeyMarker', encode(query.get('key-marker') ?? '')),
    element('VersionIdMarker', query.get('version-id-marker') ?? ''),
    optional('NextKeyMarker', page.next === undefined ? undefined : encode(page.next)),
    optional('NextVersionIdMarker', page.next === undefined ? undefined : 'null'),
    ...common(query, page, encode, limit),
    page.objects.map((object) =>
      element(
        'Version',
        ...keyElements(object, encode),
        element('VersionId', 'null'),
        element('IsLatest', true),
        owner(service),
      ),
    ),
    prefixes(page, encode),
  );
  return xmlResponse(document);
}

export function owner({ accountId }: S3Service): Xml {
  return element('Owner', element('ID', accountId), element('DisplayName', accountId));
}

/**
 * How keys are written where `encoding-type=url` is asked for: percent-encoded, slashes left.
 *
 * @throws WellspringError `s3-invalid-argument` for another type
 */
export function keyEncoding(query: S3Query): (key: string) => string {
  const type = query.get('encoding-type');
  if (type === undefined) return (key) => key;
  if (type !== 'url')
    throw new WellspringError('s3-invalid-argument', 'Invalid Encoding Method specified in Request');
  return (key) =>
    encodeURIComponent(key)
      .replaceAll('%2F', '/')
      .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

type Encode = (key: string) => string;

async function list(
  { embedded }: S3Service,
  { query, bucket }: S3Call,
  after: string | undefined,
): Promise<{ page: ListPage; encode: Encode; limit: number }> {
  const encode = keyEncoding(query);
  const limit = Math.min(maxPage, numberIn(query, 'max-keys', maxPage, 0, 2 ** 31 - 1));
  const page = await embedded.objects.list(bucket, {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: after ?? '',
    limit,
  });
  return { page, encode, limit };
}

function common(query: S3Query, page: ListPage, encode: Encode, limit: number): (Xml | undefined)[] {
  const delimiter = query.get('delimiter');
  return [
    element('MaxKeys', limit),
    delimiter ? element('Delimiter', encode(delimiter)) : undefined,
    optional('EncodingType', query.get('encoding-type')),
    element('IsTruncated', page.next !== undefined),
  ];
}

function contents(object: StoredObject, encode: Encode, showOwner: Xml | undefined): Xml {
  return element('Contents', ...keyElements(object, encode), showOwner);
}

function keyElements({ key, metadata }: StoredObject, encode: Encode): (Xml | undefined)[] {
  return [
    element('Key', encode(key)),
    element('LastModified', new Date(metadata.lastModified).toISOString()),
    element('ETag', `"${metadata.etag}"`),
    ...Object.keys(metadata.checksums).map((algorithm) =>
      element('ChecksumAlgorithm', algorithm.toUpperCase()),
    ),
    Object.keys(metadata.checksums).length > 0 ? element('ChecksumType', metadata.checksumType) : undefined,
    element('Size', metadata.size),
    element('StorageClass', metadata.headers['x-amz-storage-class'] ?? 'STANDARD'),
  ];
}

function prefixes(page: ListPage, encode: Encode): Xml[] {
  return page.commonPrefixes.map((prefix) => element('CommonPrefixes', element('Prefix', encode(prefix))));
}

function writeToken(after: string): string {
  return Buffer.from(after).toString('base64url');
}

function readToken(token: string): string {
  const after = Buffer.from(token, 'base64url').toString();
  if (token === '' || writeToken(after) !== token)
    throw new WellspringError('s3-invalid-argument', 'The continuation token provided is incorrect');
  return after;
}
