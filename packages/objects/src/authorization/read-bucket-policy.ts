import { readPolicy, type PolicyOutcome } from '@wellspring/policy';
import { bucketArn } from './arn.js';

/**
 * Reads a policy that a bucket is to have, and refuses what S3 refuses: besides what is no policy, statements on
 * other buckets and on actions of other services.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export function readBucketPolicy(text: string, bucket: string): PolicyOutcome {
  const outcome = readPolicy(text, 'resource');
  if (!outcome.ok) return outcome;
  const { Statement } = JSON.parse(text) as { readonly Statement: OneOrMore<StatementText> };
  for (const statement of all(Statement)) {
    const resources = all(statement.Resource ?? statement.NotResource ?? []);
    if (!resources.every((resource) => isOfBucket(resource, bucket)))
      return { ok: false, fault: 'Policy has invalid resource' };
    const actions = all(statement.Action ?? statement.NotAction ?? []);
    if (!actions.every((action) => action === '*' || /^s3:/i.test(action)))
      return { ok: false, fault: 'Policy has invalid action' };
  }
  return outcome;
}

type OneOrMore<T> = T | readonly T[];

/** A statement as it was written, of which it is known that it is one. */
interface StatementText {
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
}

function all<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** The bucket, what is in it, or a pattern that takes it in. */
function isOfBucket(resource: string, bucket: string): boolean {
  const arn = bucketArn(bucket);
  return resource === '*' || resource === arn || /^[/*?]/.test(afterPrefix(resource, arn));
}

function afterPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : '';
}
