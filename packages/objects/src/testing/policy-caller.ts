import { testCaller } from '@wellspring/access/testing';
import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import { denialMessage, evaluate, readPolicy, type PolicyDocument, type Principal } from '@wellspring/policy';

/** A statement of a policy, as it is written. */
export type WrittenStatement = Readonly<Record<string, unknown>>;

export const ada: Principal = {
  kind: 'user',
  arn: 'arn:aws:iam::000000000000:user/ada',
  account: '000000000000',
};

/** A policy as its text. */
export function policyText(...statements: readonly WrittenStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** @throws Error where it is none */
export function readPolicyText(kind: 'identity' | 'resource', text: string): PolicyDocument {
  const outcome = readPolicy(text, kind);
  if (!outcome.ok) throw new Error(outcome.fault);
  return outcome.policy;
}

/** A caller who may do what such statements, and the policy of the resource, let it. */
export function policyCaller(principal: Principal, ...statements: readonly WrittenStatement[]): Caller {
  const identity = statements.length === 0 ? [] : [readPolicyText('identity', policyText(...statements))];
  return testCaller({
    principal,
    authorize({ action, resource, context = {}, resourcePolicy }) {
      const request = { principal, action, resource, context };
      const decision = evaluate(request, { identity, resource: resourcePolicy });
      return decision.allowed
        ? Promise.resolve()
        : Promise.reject(new WellspringError('access-denied', denialMessage(request, decision)));
    },
  });
}
