import { WellspringError } from '@wellspring/errors';
import { awsManagedPolicy } from '../managed-policies/aws-managed-policies.js';
import type { AwsManagedPolicy } from '../managed-policies/aws-managed-policy.js';
import { findEntity, type Entity } from '../tables/entity.js';
import type { Rows } from '../tables/rows.js';
import { invalidInput, noSuch } from './faults.js';
import type { Context, IamCall } from './iam-call.js';
import { resourceTagContext } from './tag-rules.js';

/** A managed policy: one of AWS's, or one of the account's own. */
export type ManagedPolicy =
  | { readonly kind: 'aws'; readonly id: string; readonly policy: AwsManagedPolicy }
  | { readonly kind: 'own'; readonly id: string; readonly policy: Entity };

const policyArn = /^arn:aws:iam::(aws|\d{12}):policy(\/(?:[\x21-\x7e]*\/)?)([\w+=,.@-]{1,128})$/;

/** @throws WellspringError `iam-invalid-input` where the text is no ARN of a policy */
export async function findPolicy(
  rows: Rows,
  accountId: string,
  arn: string,
): Promise<ManagedPolicy | undefined> {
  const [, account, path, name] = policyArn.exec(arn) ?? [];
  if (account === undefined) throw invalidInput(`ARN ${arn.slice(0, 256)} is not valid.`);
  if (account === 'aws') {
    const policy = path === '/' ? awsManagedPolicy(name!) : undefined;
    return policy && { kind: 'aws', id: policy.id, policy };
  }
  if (account !== accountId) return undefined;
  const policy = await findEntity(rows, 'policy', name!);
  return policy?.path === path ? { kind: 'own', id: policy!.id, policy: policy! } : undefined;
}

/**
 * Finds the managed policy that a call is about, and asks whether the caller may.
 *
 * @throws WellspringError `iam-invalid-input`, `access-denied`, `iam-no-such-entity`
 */
export async function askedPolicy(call: IamCall, arn: string, context: Context = {}): Promise<ManagedPolicy> {
  const { iam } = call;
  const found = await findPolicy(iam.store.read, iam.accountId, arn);
  await call.ask(arn, { ...(found?.kind === 'own' && resourceTagContext(found.policy.tags)), ...context });
  if (!found) throw noSuch('policy', arn);
  return found;
}

/**
 * As {@link askedPolicy}, for calls that change the policy: AWS's belong to AWS.
 *
 * @throws WellspringError `iam-invalid-input`, `access-denied`, `iam-no-such-entity`
 */
export async function askedOwnPolicy(call: IamCall, arn: string, context: Context = {}): Promise<Entity> {
  const found = await askedPolicy(call, arn, context);
  if (found.kind === 'own') return found.policy;
  const { principal } = call.caller;
  const who = 'arn' in principal ? principal.arn : principal.kind;
  throw new WellspringError(
    'access-denied',
    `User: ${who} is not authorized to perform: iam:${call.action} on resource: policy ${arn}: AWS's policies cannot be changed`,
  );
}
