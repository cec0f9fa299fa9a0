import type { AccessQuestion, Caller } from '@wellspring/access';
import { bucketArn, objectArn } from './arn.js';
import type { BucketPolicies } from './bucket-policies.js';
import type { S3Action } from './s3-action.js';

/** One thing that somebody is about to do in the object store. */
export interface S3Permission {
  readonly action: S3Action;
  /** Absent: it is done to no bucket in particular. */
  readonly bucket?: string;
  /** Absent: it is done to the bucket itself. */
  readonly key?: string;
  /** Condition keys of what is asked for: `s3:prefix`, `s3:ExistingObjectTag/team`. */
  readonly context?: AccessQuestion['context'];
}

/** Asks whether somebody may do something in the object store. */
export interface S3Access {
  /** @throws WellspringError `access-denied` */
  authorize(permission: S3Permission): Promise<void>;
}

/** What asking needs. */
export interface S3AccessOptions {
  readonly caller: Pick<Caller, 'principal' | 'authorize'>;
  /** Undefined where the buckets' policies are another store's affair. */
  readonly policies: BucketPolicies | undefined;
  /** Condition keys of the request. */
  readonly context?: AccessQuestion['context'];
}

/**
 * Asks the caller's own policies together with that of the bucket. A bucket that is not there has none, so that
 * whoever may not see it hears the same of both.
 *
 * @example
 * const access = createS3Access({ caller, policies: embedded.policies });
 * await access.authorize({ action: 's3:GetObject', bucket: 'clinic', key: 'in/Patient.ndjson' });
 */
export function createS3Access({ caller, policies, context }: S3AccessOptions): S3Access {
  return {
    async authorize(permission) {
      const { action, bucket, key } = permission;
      const isExempt = caller.principal.kind === 'root' && policyActions.has(action);
      const policy = bucket === undefined || isExempt ? undefined : await policies?.of(bucket);
      await caller.authorize({
        action,
        resource: bucket === undefined ? '*' : key === undefined ? bucketArn(bucket) : objectArn(bucket, key),
        context: { ...context, ...permission.context },
        ...(policy && { resourcePolicy: policy }),
      });
    },
  };
}

/**
 * Whatever a bucket's policy says, the root of the account may always read, change and delete it; else a policy that
 * forbids everything could never be taken back.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
const policyActions: ReadonlySet<string> = new Set([
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
] satisfies S3Action[]);
