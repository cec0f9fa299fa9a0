import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { checkBucketName } from '../embedded/bucket-name.js';
import { owner } from './list-objects.js';
import type { S3Call, S3Service } from './s3-call.js';
import { numberIn } from './s3-query.js';
import { readVerifiedBody } from './announced-digests.js';
import { parseXml } from './xml-reader.js';
import { element, optional, xmlDocument } from './xml-writer.js';
import { noContent, xmlResponse } from './xml-response.js';

/** ListBuckets, with pages where `max-buckets` asks for them. */
export async function listBuckets(service: S3Service, { query }: S3Call): Promise<HttpResponse> {
  const limit = numberIn(query, 'max-buckets', 10_000, 1, 10_000);
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const all = (await service.embedded.buckets.list()).filter(
    ({ name }) => name.startsWith(prefix) && name > after,
  );
  const page = all.slice(0, limit);
  const document = xmlDocument(
    'ListAllMyBucketsResult',
    owner(service),
    element(
      'Buckets',
      page.map(({ name, createdAt }) =>
        element(
          'Bucket',
          element('Name', name),
          element('CreationDate', new Date(createdAt).toISOString()),
          element('BucketRegion', service.region),
        ),
      ),
    ),
    optional('ContinuationToken', all.length > page.length ? page.at(-1)?.name : undefined),
    optional('Prefix', query.get('prefix')),
  );
  return xmlResponse(document);
}

/** CreateBucket. In us-east-1, as on AWS, making one's own bucket again is no error. */
export async function createBucket(service: S3Service, call: S3Call): Promise<HttpResponse> {
  checkBucketName(call.bucket);
  // A promise to keep objects from being deleted, which the store could not hold.
  if (call.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true')
    throw new WellspringError('s3-not-implemented', 'Object lock is not implemented');
  const body = await readVerifiedBody(call, 64 * 1024);
  if (body.length > 0) {
    const constraint = parseXml(body, 'CreateBucketConfiguration').textOf('LocationConstraint');
    if (constraint !== undefined && constraint !== '' && constraint !== service.region)
      throw new WellspringError(
        'illegal-location-constraint',
        `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
  }
  try {
    await service.embedded.buckets.create(call.bucket);
  } catch (error) {
    const again = error instanceof WellspringError && error.code === 'bucket-already-owned-by-you';
    if (!again || service.region !== 'us-east-1') throw error;
  }
  return { status: 200, headers: { location: `/${call.bucket}` } };
}

/** HeadBucket. */
export async function headBucket({ embedded, region }: S3Service, call: S3Call): Promise<HttpResponse> {
  await embedded.buckets.require(call.bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region, 'x-amz-access-point-alias': 'false' } };
}

/** DeleteBucket. */
export async function deleteBucket({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  await embedded.buckets.delete(call.bucket);
  return noContent;
}

/** GetBucketLocation: us-east-1 is, for old times' sake, no location. */
export async function getBucketLocation(
  { embedded, region }: S3Service,
  call: S3Call,
): Promise<HttpResponse> {
  await embedded.buckets.require(call.bucket);
  return xmlResponse(xmlDocument('LocationConstraint', region === 'us-east-1' ? undefined : region));
}
