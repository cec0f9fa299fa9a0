import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { tagKeys } from '../authorization/object-tags.js';
import { checksumAlgorithm, type ChecksumAlgorithm } from '../checksum/checksum.js';
import { maxPutBytes } from '../embedded/multipart-limits.js';
import type { ObjectDescription, ObjectMetadata } from '../embedded/object-metadata.js';
import { checksumElements } from './checksum-elements.js';
import { writeCondition } from './conditions.js';
import { openCopySource, readCopySource, type CopySource } from './copy-source.js';
import { describedBy, encryptionHeadersOf, encryptionOf } from './object-headers.js';
import type { S3Call, S3Service } from './s3-call.js';
import { element, xmlDocument } from './xml-writer.js';
import { xmlResponse } from './xml-response.js';

/** CopyObject: the bytes of another object, with its metadata or with new. */
export async function copyObject(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { embedded } = service;
  const bucket = await embedded.buckets.require(call.bucket);
  const source = readCopySource(call.headers['x-amz-copy-source'] ?? '');
  const replace = directive(call, 'x-amz-metadata-directive') === 'REPLACE';
  const replaceTags = directive(call, 'x-amz-tagging-directive') === 'REPLACE';
  refuseNoChange(call, source, replace);
  const wanted = call.headers['x-amz-checksum-algorithm'];
  const algorithm = wanted === undefined ? undefined : checksumAlgorithm(wanted);
  if (wanted !== undefined && !algorithm)
    throw new WellspringError('s3-invalid-request', 'Checksum algorithm provided is unsupported.');
  const precondition = writeCondition(call.headers);
  const given = describedBy(call.headers, bucket);
  const encryption = encryptionOf(call.headers, bucket);

  const object = await openCopySource(service, call, source);
  if (object.metadata.size > maxPutBytes) {
    await object.close();
    throw new WellspringError(
      's3-invalid-request',
      `The specified copy source is larger than the maximum allowable size for a copy source: ${maxPutBytes}`,
    );
  }
  let copied: ObjectMetadata;
  const body = object.read();
  try {
    const { metadata } = object;
    const description = replace ? given : keptDescription(metadata, given, encryption);
    const tagging = replaceTags ? given.tagging : metadata.tagging;
    if (!replaceTags && tagging !== undefined) await askForTags(call, source, tagging);
    copied = await embedded.objects.put(call.bucket, call.key, {
      body: body as AsyncIterable<Buffer>,
      description: {
        headers: description.headers,
        userMetadata: description.userMetadata,
        ...(tagging !== undefined && { tagging }),
      },
      checksums: algorithm ? [algorithm] : (Object.keys(metadata.checksums) as ChecksumAlgorithm[]),
      maxBytes: maxPutBytes,
      ...(precondition && { precondition }),
    });
  } finally {
    body.destroy();
  }
  const document = xmlDocument(
    'CopyObjectResult',
    element('LastModified', new Date(copied.lastModified).toISOString()),
    element('ETag', `"${copied.etag}"`),
    checksumElements(copied),
  );
  return xmlResponse(document, encryptionHeadersOf(copied));
}

/** Tags that go along are read there and written here. */
async function askForTags(
  { access, bucket, key }: S3Call,
  source: CopySource,
  tagging: string,
): Promise<void> {
  const action = source.version ? 's3:GetObjectVersionTagging' : 's3:GetObjectTagging';
  await access.authorize({
    action,
    bucket: source.bucket,
    key: source.key,
    context: tagKeys('ExistingObjectTag', tagging),
  });
  await access.authorize({ action: 's3:PutObjectTagging', bucket, key });
}

function directive(call: S3Call, name: string): 'COPY' | 'REPLACE' {
  const value = call.headers[name] ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE')
    throw new WellspringError('s3-invalid-argument', `Unknown ${name}: COPY and REPLACE are valid`);
  return value;
}

function refuseNoChange(call: S3Call, source: CopySource, replace: boolean): void {
  const changes = ['x-amz-storage-class', 'x-amz-server-side-encryption', 'x-amz-website-redirect-location'];
  if (source.bucket !== call.bucket || source.key !== call.key || replace) return;
  if (changes.some((name) => call.headers[name] !== undefined)) return;
  throw new WellspringError(
    's3-invalid-request',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

/** Storage class and encryption are never copied: they come from the request or the bucket. */
function keptDescription(
  source: ObjectDescription,
  given: ObjectDescription,
  encryption: Readonly<Record<string, string>>,
): ObjectDescription {
  const content = Object.entries(source.headers).filter(([name]) => !name.startsWith('x-amz-'));
  const storage = Object.entries(given.headers).filter(([name]) => name.startsWith('x-amz-'));
  return {
    headers: { ...Object.fromEntries(content), ...Object.fromEntries(storage), ...encryption },
    userMetadata: source.userMetadata,
  };
}
