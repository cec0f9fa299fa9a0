import type { IssueType } from '@wellspring/errors';
import type { Criterion } from '../criterion.js';
import type { SearchParameters } from '../parameter-set.js';
import type { Condition, ParameterCondition } from '../search-query.js';
import { splitEscaped } from './escape.js';
import { isFault } from './fault.js';
import { lookUpsOf, maxLookUps } from './look-ups.js';
import { quoted } from './quoted.js';
import type { ReadingContext, ValueReader } from './value-reader.js';

/** What one parameter of a request, or the rest of a chain, turned out to ask of a resource type. */
export type ConditionReading =
  | {
      readonly kind: 'condition';
      readonly condition: Condition;
      /** Where it is more than `maxLookUps`, the condition may be there in part only: it is refused anyway. */
      readonly lookUps: number;
    }
  /** The type has no such search parameter. */
  | { readonly kind: 'unknown'; readonly type: string; readonly code: string }
  | Refusal;

/** Why a parameter cannot be used. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: IssueType;
  readonly diagnostics: string;
}

/** Whether it is a refusal. */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'kind' in outcome && outcome.kind === 'refusal';
}

/** One parameter of a request: what stays the same in all links of a chain. */
export interface ParameterContext extends ReadingContext {
  /** The whole name, as messages call it. */
  readonly name: string;
  readonly value: string;
  readonly parameters: SearchParameters;
  /** What the rest of a chain is for a type: several ways lead to the same one. */
  readonly known: Map<string, ConditionReading>;
}

/** Reads what `name`, all of the parameter's name or the rest of it, means for a type. */
export type ConditionReader = (
  type: string,
  name: string,
  context: ParameterContext,
  links: number,
) => ConditionReading;

/** A refusal of the parameter's value; `fault` goes on after "the value …". */
export function badValue({ name, value }: Pick<ParameterContext, 'name' | 'value'>, fault: string): Refusal {
  const diagnostics = `The value ${quoted(value)} of the search parameter ${quoted(name)} ${fault}.`;
  return { kind: 'refusal', code: 'value', diagnostics };
}

/** A refusal of the parameter itself. */
export function notSupported(diagnostics: string): Refusal {
  return { kind: 'refusal', code: 'not-supported', diagnostics };
}

/** Reads the value of a parameter: what stands between commas are alternatives. */
export function parameterCondition(
  context: ParameterContext,
  param: string,
  read: ValueReader,
  negated = false,
): (ConditionReading & { readonly condition: ParameterCondition }) | Refusal {
  const { value } = context;
  const anyOf: Criterion[] = [];
  let lookUps = 0;
  const texts = splitEscaped(value, ',');
  for (const text of texts) {
    if (text === '') {
      return badValue(context, 'has nothing before, between or after its commas');
    }
    const criteria = read(text);
    if (isFault(criteria)) return badValue(context, criteria.fault);
    for (const criterion of criteria) {
      anyOf.push(criterion);
      lookUps += lookUpsOf(criterion);
    }
    // At once: to read the rest of such a search is what it must not cost.
    if (lookUps > maxLookUps) break;
  }
  const condition: ParameterCondition = { kind: 'parameter', param, anyOf, ...(negated && { negated }) };
  return { kind: 'condition', condition, lookUps };
}
