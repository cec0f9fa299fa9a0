import { WellspringError } from '@wellspring/errors';

const allowed = /^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/;
const likeAnAddress = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * The rules for names of buckets
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). A name that keeps
 * them is also safe as the name of a folder.
 *
 * @throws WellspringError `invalid-bucket-name`
 */
export function checkBucketName(name: string): void {
  if (!allowed.test(name) || likeAnAddress.test(name) || name.includes('..') || name.startsWith('xn--'))
    throw new WellspringError('invalid-bucket-name', 'The specified bucket is not valid.');
}
