import type { CallRecord } from '@wellspring/http';
import type { ContextValue, PolicyDocument, Principal } from '@wellspring/policy';

/** One thing that a caller is about to do. */
export interface AccessQuestion {
  /** `healthlake:ReadResource` */
  readonly action: string;
  /** The ARN of what it is done to; `*` where the action is on no resource. */
  readonly resource: string;
  /** What a denial calls the resource, where its ARN would tell more than the caller said. */
  readonly named?: string;
  /**
   * Condition keys of the resource and the request (`aws:ResourceTag/team`, `aws:RequestTag/team`,
   * `aws:TagKeys`, `iam:PassedToService`); those of the caller and the connection are added to them.
   */
  readonly context?: Readonly<Record<string, ContextValue | undefined>>;
  /** The policy of the resource itself, where it has one: a bucket's. */
  readonly resourcePolicy?: PolicyDocument;
}

/** Who sent a request that was let in, as the rooms behind the front see it. */
export interface Caller {
  readonly principal: Principal;
  /**
   * Asked before anything is done, and before anything is told about what it would be done to.
   *
   * @throws WellspringError `access-denied`, which says who, which action and which resource
   */
  authorize(question: AccessQuestion): Promise<void>;
  /** Where the rooms note what the call is. */
  readonly record: CallRecord;
}
