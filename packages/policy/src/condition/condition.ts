import type { ContextKeys } from '../context.js';
import { textFor, type TextPart } from '../variables.js';
import { operatorNamed, type Operator } from './operator.js';

/** How the values of the request count together. */
export type SetOperator = 'any' | 'all' | undefined;

/** One key of one operator in a Condition, with the values that the policy states for it. */
export type Condition =
  | {
      readonly kind: 'comparison';
      readonly operator: Operator;
      readonly set: SetOperator;
      /** `...IfExists`: holds where the request has no such key. */
      readonly ifExists: boolean;
      readonly key: string;
      readonly stated: readonly (readonly TextPart[])[];
    }
  /** `Null`: whether the request has no such key. */
  | { readonly kind: 'null'; readonly key: string; readonly stated: readonly (readonly TextPart[])[] };

const operatorName = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/i;

/**
 * Reads the name of an operator with what stands around it; undefined where there is no such operator.
 * @example readOperator('ForAnyValue:StringLikeIfExists')
 */
export function readOperator(name: string):
  | { readonly kind: 'null' }
  | {
      readonly kind: 'comparison';
      readonly operator: Operator;
      readonly set: SetOperator;
      readonly ifExists: boolean;
    }
  | undefined {
  const [, set, base, ifExists] = operatorName.exec(name) ?? [];
  if (base === undefined) return undefined;
  // "You can add IfExists to the end of any condition operator name except the Null condition."
  if (base.toLowerCase() === 'null')
    return set === undefined && ifExists === undefined ? { kind: 'null' } : undefined;
  const operator = operatorNamed(base);
  if (operator === undefined) return undefined;
  return {
    kind: 'comparison',
    operator,
    set: set === undefined ? undefined : set.toLowerCase() === 'forallvalues' ? 'all' : 'any',
    ifExists: ifExists !== undefined,
  };
}

/**
 * Whether a condition holds. Of several values that the policy states one has to match, or none where the operator is
 * a negation.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function holds(condition: Condition, keys: ContextKeys): boolean {
  const requested = keys.values(condition.key);
  if (condition.kind === 'null') {
    const isAbsent = requested === undefined || requested.length === 0;
    return condition.stated.some((stated) => textFor(stated, keys)?.toLowerCase() === String(isAbsent));
  }
  const { operator, set, ifExists, stated } = condition;
  if (requested === undefined || requested.length === 0) {
    if (ifExists) return true;
    switch (set) {
      // "It also returns true if there are no context keys in the request."
      case 'all':
        return true;
      case 'any':
        return false;
      case undefined:
        // A key that is not there is unlike every value.
        return operator.isNegated;
      default:
        return set satisfies never;
    }
  }
  const each = (value: string): boolean => matches(value, operator, stated, keys);
  if (set === 'all') return requested.every(each);
  if (set === 'any') return requested.some(each);
  // A key with several values and no set operator: one of them has to match, or all of them to be unlike.
  return operator.isNegated ? requested.every(each) : requested.some(each);
}

function matches(
  value: string,
  { compare, isNegated }: Operator,
  stated: readonly (readonly TextPart[])[],
  keys: ContextKeys,
): boolean {
  const results = stated.map((text) => compare(value, text, keys));
  if (!isNegated) return results.includes(true);
  return results.every((result) => result === false);
}
