import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { isPublic } from '../authorization/public-policy.js';
import { readBucketPolicy } from '../authorization/read-bucket-policy.js';
import { readVerifiedBody } from './announced-digests.js';
import type { S3Call, S3Service } from './s3-call.js';
import { element, xmlDocument } from './xml-writer.js';
import { noContent, xmlResponse } from './xml-response.js';

/** Longer than a policy may be; how long that is says whoever reads it. */
const maxBodyBytes = 256 * 1024;

/** GetBucketPolicy: the text as it was put. */
export async function getPolicy({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  const { settings } = await embedded.buckets.require(call.bucket);
  if (typeof settings.policy !== 'string') throw notConfigured();
  return { status: 200, headers: { 'content-type': 'application/json' }, body: settings.policy };
}

/** PutBucketPolicy: it counts from the next request on. */
export async function putPolicy({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  const { settings } = await embedded.buckets.require(call.bucket);
  const text = (await readVerifiedBody(call, maxBodyBytes)).toString();
  const outcome = readBucketPolicy(text, call.bucket);
  if (!outcome.ok) throw new WellspringError('malformed-policy', outcome.fault);
  const block = settings.publicAccessBlock as { readonly BlockPublicPolicy?: boolean } | undefined;
  if (block?.BlockPublicPolicy === true && isPublic(outcome.policy))
    throw new WellspringError(
      'access-denied',
      'The policy is public, and the BlockPublicPolicy setting of the bucket forbids that',
    );
  await embedded.buckets.set(call.bucket, 'policy', text);
  return noContent;
}

/** DeleteBucketPolicy: 204 also where there was none. */
export async function deletePolicy({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  await embedded.buckets.set(call.bucket, 'policy', undefined);
  return noContent;
}

/** GetBucketPolicyStatus: whether S3 would call the policy public. */
export async function getPolicyStatus({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  await embedded.buckets.require(call.bucket);
  const policy = await embedded.policies.of(call.bucket);
  if (policy === undefined) throw notConfigured();
  return xmlResponse(xmlDocument('PolicyStatus', element('IsPublic', isPublic(policy))));
}

function notConfigured(): WellspringError {
  return new WellspringError('bucket-policy-not-configured', 'The bucket policy does not exist');
}
