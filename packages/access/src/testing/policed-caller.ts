import { WellspringError } from '@wellspring/errors';
import { denialMessage, evaluate, readPolicy, type Principal } from '@wellspring/policy';
import type { AccessQuestion, Caller } from '../caller.js';
import { testCaller } from './test-caller.js';

const principal: Principal = {
  kind: 'user',
  arn: 'arn:aws:iam::000000000000:user/ada',
  account: '000000000000',
};

/** A statement of a policy, as IAM writes it; `Effect` is Allow where it is not said. */
export interface TestStatement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  /** Default: any. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: object;
}

/** A user with one policy, who is asked by it, and what was asked. */
export function policedCaller(...statements: readonly TestStatement[]): Caller & {
  readonly asked: readonly AccessQuestion[];
} {
  const Statement = statements.map((each) => ({ Effect: 'Allow', Resource: '*', ...each }));
  const read = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity');
  if (!read.ok) throw new Error(read.fault);
  const { policy } = read;
  const asked: AccessQuestion[] = [];
  const authorize = (question: AccessQuestion): Promise<void> => {
    asked.push(question);
    const request = { principal, context: {}, ...question };
    const decision = evaluate(request, { identity: [policy] });
    return decision.allowed
      ? Promise.resolve()
      : Promise.reject(new WellspringError('access-denied', denialMessage(request, decision)));
  };
  return { ...testCaller({ principal, authorize }), asked };
}
