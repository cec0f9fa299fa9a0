import type { PolicyDocument } from '@wellspring/policy';

type Statement = PolicyDocument['statements'][number];

/** Condition keys by which a statement about everyone is about some after all, where their values are fixed. */
const limiting: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

/**
 * Whether S3 calls a policy public: some statement lets everyone in, and no condition with fixed values says who that
 * is. Here it is a word of warning only, since nobody gets in without credentials of the account.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublic(policy: PolicyDocument): boolean {
  return policy.statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' &&
      principals !== undefined &&
      principals.items.some(({ kind }) => kind === 'everyone') &&
      !conditions.some(isLimiting),
  );
}

/** A negation lets nearly everyone in, and so does what holds for a request without the key. */
function isLimiting(condition: Statement['conditions'][number]): boolean {
  if (condition.kind === 'null' || !limiting.has(condition.key.toLowerCase())) return false;
  const { operator, ifExists, set, stated } = condition;
  if (operator.isNegated || ifExists || set === 'all') return false;
  return stated.every((parts) =>
    parts.every((part) => {
      if (part.kind === 'variable') return false;
      return part.kind === 'literal' || !/[*?]|^(?:0\.0\.0\.0|::)\/0$/.test(part.text);
    }),
  );
}
