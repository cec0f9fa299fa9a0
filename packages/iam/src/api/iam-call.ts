import type { Caller } from '@wellspring/access';
import type { ContextValue } from '@wellspring/policy';
import type { Iam } from '../create-iam.js';
import type { QueryForm } from '../query-protocol/query-form.js';
import type { Shape } from '../query-protocol/xml-answer.js';

export type Context = Readonly<Record<string, ContextValue | undefined>>;

/** One call of an action. */
export interface IamCall {
  /** `CreateUser` */
  readonly action: string;
  readonly form: QueryForm;
  readonly caller: Caller;
  readonly iam: Iam;
  /**
   * Asks whether the caller may do this action to a resource, and notes the resource in the record.
   *
   * @param named what a denial calls the resource, where its ARN has more than the request said
   * @throws WellspringError `access-denied`
   */
  ask(resource: string, context?: Context, named?: string): Promise<void>;
}

/** Carries an action out; what it gives is the answer's result, undefined where there is none. */
export type Operation = (call: IamCall) => Promise<Shape>;

/** By the names of the actions. */
export type OperationTable = Readonly<Record<string, Operation>>;
