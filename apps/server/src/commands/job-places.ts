import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { dataAccessRoleArn } from '@wellspring/iam';
import type { Settings } from '../configuration/schema.js';

/** The bucket that the command line keeps its uploads, logs and exports in. */
export const workBucket = 'wellspring-jobs';

/** A fresh prefix in that bucket, ending in a slash. */
export function freshPrefix(kind: 'import' | 'export'): string {
  return `${kind}/${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}/`;
}

/** Makes the bucket where it is not there yet. */
export async function ensureBucket(s3: S3Client, bucket: string): Promise<void> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata
      ?.httpStatusCode;
    if (status !== 404) throw error;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }
}

/** The members that the protocol asks of every job; the key has no effect yet. */
export function jobAccess(settings: Settings): { readonly kmsKeyId: string; readonly roleArn: string } {
  return {
    kmsKeyId: `arn:aws:kms:${settings.WELLSPRING_REGION}:${settings.WELLSPRING_ACCOUNT_ID}:alias/aws/s3`,
    roleArn: dataAccessRoleArn(settings.WELLSPRING_ACCOUNT_ID),
  };
}
