import type { HttpResponse } from '@wellspring/http';
import { toByteString } from '../embedded/byte-string.js';
import type { MultipartUpload } from '../embedded/multipart-uploads.js';
import { checksumValueElements } from './checksum-elements.js';
import { keyEncoding, owner } from './list-objects.js';
import type { S3Call, S3Service } from './s3-call.js';
import { numberIn } from './s3-query.js';
import { element, optional, xmlDocument } from './xml-writer.js';
import { xmlResponse } from './xml-response.js';

/** ListParts. */
export async function listParts({ embedded, accountId }: S3Service, call: S3Call): Promise<HttpResponse> {
  const { query } = call;
  const id = query.get('uploadId') ?? '';
  const encode = keyEncoding(query);
  const limit = Math.min(1000, numberIn(query, 'max-parts', 1000, 0, 2 ** 31 - 1));
  const marker = numberIn(query, 'part-number-marker', 0, 0, 2 ** 31 - 1);
  const upload = await embedded.uploads.require(call.bucket, call.key, id);
  const parts = (await embedded.uploads.parts(call.bucket, call.key, id)).filter(
    ({ number }) => number > marker,
  );
  const page = parts.slice(0, limit);
  const truncated = parts.length > page.length;
  const who = [element('ID', accountId), element('DisplayName', accountId)];
  const algorithm = upload.checksumAlgorithm;
  const document = xmlDocument(
    'ListPartsResult',
    element('Bucket', call.bucket),
    element('Key', encode(call.key)),
    optional('EncodingType', query.get('encoding-type')),
    element('UploadId', id),
    element('Initiator', who),
    element('Owner', who),
    element('StorageClass', upload.description.headers['x-amz-storage-class'] ?? 'STANDARD'),
    element('PartNumberMarker', marker),
    element('NextPartNumberMarker', page.at(-1)?.number ?? 0),
    element('MaxParts', limit),
    element('IsTruncated', truncated),
    ...(algorithm
      ? [element('ChecksumAlgorithm', algorithm.toUpperCase()), element('ChecksumType', upload.checksumType)]
      : []),
    page.map(({ number, metadata }) =>
      element(
        'Part',
        element('PartNumber', number),
        element('LastModified', new Date(metadata.lastModified).toISOString()),
        element('ETag', `"${metadata.etag}"`),
        element('Size', metadata.size),
        checksumValueElements(metadata.checksums),
      ),
    ),
  );
  return xmlResponse(document);
}

/** ListMultipartUploads, by key and then by age. */
export async function listMultipartUploads(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { query } = call;
  const encode = keyEncoding(query);
  const limit = Math.min(1000, numberIn(query, 'max-uploads', 1000, 0, 2 ** 31 - 1));
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const uploads = afterMarker(await service.embedded.uploads.list(call.bucket), keyMarker, idMarker);

  const page: MultipartUpload[] = [];
  const prefixes = new Set<string>();
  let last: MultipartUpload | undefined;
  let truncated = false;
  for (const upload of uploads) {
    if (!upload.key.startsWith(prefix)) continue;
    const at = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const common = at < 0 ? undefined : upload.key.slice(0, at + delimiter.length);
    const isNew = common === undefined || !prefixes.has(common);
    if (isNew && page.length + prefixes.size >= limit) {
      truncated = limit > 0;
      break;
    }
    if (common === undefined) page.push(upload);
    else prefixes.add(common);
    last = upload;
  }
  const document = xmlDocument(
    'ListMultipartUploadsResult',
    element('Bucket', call.bucket),
    element('KeyMarker', encode(keyMarker)),
    element('UploadIdMarker', idMarker),
    ...(truncated && last
      ? [element('NextKeyMarker', encode(last.key)), element('NextUploadIdMarker', last.id)]
      : []),
    element('Prefix', encode(prefix)),
    delimiter === '' ? undefined : element('Delimiter', encode(delimiter)),
    optional('EncodingType', query.get('encoding-type')),
    element('MaxUploads', limit),
    element('IsTruncated', truncated),
    page.map((upload) =>
      element(
        'Upload',
        element('Key', encode(upload.key)),
        element('UploadId', upload.id),
        element('Initiator', element('ID', service.accountId), element('DisplayName', service.accountId)),
        owner(service),
        element('StorageClass', upload.description.headers['x-amz-storage-class'] ?? 'STANDARD'),
        element('Initiated', new Date(upload.initiatedAt).toISOString()),
      ),
    ),
    [...prefixes].map((common) => element('CommonPrefixes', element('Prefix', encode(common)))),
  );
  return xmlResponse(document);
}

/** A marker of key and id goes on behind that upload; one of a key alone behind the key. */
function afterMarker(
  uploads: readonly MultipartUpload[],
  key: string,
  id: string,
): readonly MultipartUpload[] {
  if (key === '') return uploads;
  const exact = uploads.findIndex((upload) => upload.key === key && upload.id === id);
  if (exact >= 0) return uploads.slice(exact + 1);
  return uploads.filter((upload) => toByteString(upload.key) > toByteString(key));
}
