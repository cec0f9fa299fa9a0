import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { checksumAlgorithm, type ChecksumAlgorithm, type ChecksumType } from '../checksum/checksum.js';
import { maxParts } from '../embedded/multipart-limits.js';
import type { NamedPart } from '../embedded/multipart-parts.js';
import { checksumsIn } from './announced-digests.js';
import { checksumElements, checksumValueElements, readChecksumElements } from './checksum-elements.js';
import { writeCondition } from './conditions.js';
import { openCopySource, readCopySource } from './copy-source.js';
import { checksumValueHeaders, describedBy, encryptionHeadersOf } from './object-headers.js';
import type { S3Call, S3Service } from './s3-call.js';
import { numberIn } from './s3-query.js';
import { uploadBody } from './upload-body.js';
import { malformedXml, readXmlBody } from './xml-reader.js';
import { element, xmlDocument } from './xml-writer.js';
import { noContent, xmlResponse } from './xml-response.js';

/** CreateMultipartUpload. */
export async function createMultipartUpload({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  const bucket = await embedded.buckets.require(call.bucket);
  const algorithm = wantedAlgorithm(call);
  const upload = await embedded.uploads.begin(call.bucket, {
    key: call.key,
    description: describedBy(call.headers, bucket),
    ...(algorithm && { checksumAlgorithm: algorithm }),
    checksumType: wantedType(call, algorithm),
  });
  const document = xmlDocument(
    'InitiateMultipartUploadResult',
    element('Bucket', call.bucket),
    element('Key', call.key),
    element('UploadId', upload.id),
  );
  return xmlResponse(document, {
    ...encryptionHeadersOf(upload.description),
    ...(algorithm && {
      'x-amz-checksum-algorithm': algorithm.toUpperCase(),
      'x-amz-checksum-type': upload.checksumType,
    }),
  });
}

/** UploadPart. */
export async function uploadPart({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  const { id, number } = partAddress(call);
  const upload = await embedded.uploads.require(call.bucket, call.key, id);
  const part = await embedded.uploads.putPart(call.bucket, call.key, id, number, uploadBody(call));
  return {
    status: 200,
    headers: {
      etag: `"${part.etag}"`,
      ...encryptionHeadersOf(upload.description),
      ...checksumValueHeaders(part.checksums),
    },
  };
}

/** UploadPartCopy: a part that is a range of another object. */
export async function uploadPartCopy(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { embedded } = service;
  const { id, number } = partAddress(call);
  const upload = await embedded.uploads.require(call.bucket, call.key, id);
  const source = await openCopySource(service, call, readCopySource(call.headers['x-amz-copy-source'] ?? ''));
  let range;
  try {
    range = copiedRange(call.headers['x-amz-copy-source-range'], source.metadata.size);
  } catch (error) {
    await source.close();
    throw error;
  }
  const body = source.read(range?.start, range?.end);
  try {
    const part = await embedded.uploads.putPart(call.bucket, call.key, id, number, {
      body: body as AsyncIterable<Buffer>,
      checksums: [],
    });
    const document = xmlDocument(
      'CopyPartResult',
      element('LastModified', new Date(part.lastModified).toISOString()),
      element('ETag', `"${part.etag}"`),
      checksumValueElements(part.checksums),
    );
    return xmlResponse(document, encryptionHeadersOf(upload.description));
  } finally {
    body.destroy();
  }
}

/** CompleteMultipartUpload. */
export async function completeMultipartUpload({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  const id = call.query.get('uploadId') ?? '';
  // Checksums in the headers are the object's, and not those of this body.
  const body = { ...call, headers: { 'content-md5': call.headers['content-md5'] } };
  const xml = await readXmlBody(body, 'CompleteMultipartUpload');
  const parts = xml.all('Part').map((part): NamedPart => {
    const number = Number(part.textOf('PartNumber'));
    const etag = part.textOf('ETag');
    if (!Number.isInteger(number) || number < 1 || number > maxParts || etag === undefined)
      throw malformedXml();
    return { number, etag: etag.trim().replace(/^"(.*)"$/, '$1'), checksums: readChecksumElements(part) };
  });
  if (parts.length === 0 || parts.length > maxParts) throw malformedXml();
  const precondition = writeCondition(call.headers);
  const size = call.headers['x-amz-mp-object-size'];
  const object = await embedded.uploads.complete(call.bucket, call.key, id, {
    parts,
    expectedChecksums: checksumsIn(call.headers),
    ...(size !== undefined && { expectedSize: Number(size) }),
    ...(precondition && { precondition }),
  });
  const document = xmlDocument(
    'CompleteMultipartUploadResult',
    element('Location', `/${call.bucket}/${encodeURI(call.key)}`),
    element('Bucket', call.bucket),
    element('Key', call.key),
    element('ETag', `"${object.etag}"`),
    checksumElements(object),
  );
  return xmlResponse(document, encryptionHeadersOf(object));
}

/** AbortMultipartUpload. */
export async function abortMultipartUpload({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  await embedded.uploads.abort(call.bucket, call.key, call.query.get('uploadId') ?? '');
  return noContent;
}

function partAddress({ query }: S3Call): { readonly id: string; readonly number: number } {
  const id = query.get('uploadId');
  if (id === undefined || !query.get('partNumber'))
    throw new WellspringError('s3-invalid-argument', 'A part is named by both partNumber and uploadId');
  return { id, number: numberIn(query, 'partNumber', 1, 1, maxParts) };
}

function wantedAlgorithm(call: S3Call): ChecksumAlgorithm | undefined {
  const name = call.headers['x-amz-checksum-algorithm'];
  if (name === undefined) return undefined;
  const algorithm = checksumAlgorithm(name);
  if (!algorithm)
    throw new WellspringError('s3-invalid-request', 'Checksum algorithm provided is unsupported.');
  return algorithm;
}

/**
 * A CRC can be of the whole object or of the parts' checksums, SHA only of these, CRC-64/NVME only
 * of the whole (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
 */
function wantedType(call: S3Call, algorithm: ChecksumAlgorithm | undefined): ChecksumType {
  const given = call.headers['x-amz-checksum-type'];
  if (given !== undefined && given !== 'FULL_OBJECT' && given !== 'COMPOSITE')
    throw new WellspringError('s3-invalid-request', 'Value for x-amz-checksum-type header is invalid.');
  if (algorithm === undefined) {
    if (given !== undefined)
      throw new WellspringError(
        's3-invalid-request',
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      );
    return 'FULL_OBJECT';
  }
  const type = given ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  const impossible =
    type === 'COMPOSITE' ? algorithm === 'crc64nvme' : algorithm === 'sha1' || algorithm === 'sha256';
  if (impossible)
    throw new WellspringError(
      's3-invalid-request',
      `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  return type;
}

function copiedRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || start > end || end >= size)
    throw new WellspringError(
      's3-invalid-argument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  return { start, end };
}
