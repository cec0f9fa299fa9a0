import type { Condition } from './condition/condition.js';
import type { PatternPart } from './pattern.js';
import type { TextPart } from './variables.js';

/** Who a statement of a resource's policy is about. */
export type PrincipalPattern =
  | { readonly kind: 'everyone' }
  /** All of an account, as far as its own policies let them: `123456789012`, or the ARN of its root. */
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'arn'; readonly arn: string }
  | { readonly kind: 'service'; readonly service: string }
  /** Federated and canonical users, of which there are none here. */
  | { readonly kind: 'other'; readonly type: string; readonly name: string };

/** What a statement names, or all but that. */
export interface Selection<T> {
  readonly isInverted: boolean;
  readonly items: readonly T[];
}

/** One statement of a policy, ready to be asked. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** Undefined in policies of identities, which are about whoever has them. */
  readonly principals: Selection<PrincipalPattern> | undefined;
  /** Lower case: actions are compared without regard to case. */
  readonly actions: Selection<readonly PatternPart[]>;
  /** Undefined in trust policies, which are about the role that has them. */
  readonly resources: Selection<readonly TextPart[]> | undefined;
  /** All have to hold. */
  readonly conditions: readonly Condition[];
}

/** A policy that was read. */
export interface PolicyDocument {
  readonly version: string;
  readonly id: string | undefined;
  readonly statements: readonly Statement[];
}

/** What kind of policy a document is to be: that decides which elements it has. */
export type PolicyKind = 'identity' | 'resource' | 'trust';
