import { WellspringError } from '@wellspring/errors';
import type { QueryForm } from './query-form.js';

/**
 * Reads one parameter of a form. What is wrong with it is added to `findings`; the value then counts for nothing.
 *
 * @param name as in the form: `UserName`, `Tags.member.1.Key`
 */
export type Parameter<Value> = (form: QueryForm, name: string, findings: string[]) => Value;

/** The values that a record of parameters has. */
export type Values<Parameters extends Readonly<Record<string, Parameter<unknown>>>> = {
  readonly [Name in keyof Parameters]: ReturnType<Parameters[Name]>;
};

/** How a text has to be, as the service model states it. */
export interface TextRule {
  readonly min?: number;
  readonly max?: number;
  /** Of the whole text. */
  readonly pattern?: string;
  readonly values?: readonly string[];
}

/**
 * Reads the parameters of an action and refuses all that breaks a rule at once, as AWS words it.
 *
 * @throws WellspringError `iam-validation-error`
 * @example
 * const { UserName } = readParameters(form, { UserName: required(text({ min: 1, max: 64 })) });
 */
export function readParameters<Parameters extends Readonly<Record<string, Parameter<unknown>>>>(
  form: QueryForm,
  parameters: Parameters,
): Values<Parameters> {
  const findings: string[] = [];
  const values = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter(form, name, findings)]),
  );
  if (findings.length > 0) {
    const count = findings.length === 1 ? '1 validation error' : `${findings.length} validation errors`;
    throw new WellspringError('iam-validation-error', `${count} detected: ${findings.join('; ')}`);
  }
  return values as Values<Parameters>;
}

/** A parameter that has to be there. */
export function required<Value>(parameter: Parameter<Value | undefined>): Parameter<Value> {
  return (form, name, findings) => {
    const before = findings.length;
    const value = parameter(form, name, findings);
    if (value === undefined && findings.length === before)
      findings.push(finding(undefined, name, 'Member must not be null'));
    return value as Value;
  };
}

export function text(rule: TextRule): Parameter<string | undefined> {
  const whole = rule.pattern === undefined ? undefined : new RegExp(`^(?:${rule.pattern})$`, 'u');
  return (form, name, findings) => {
    const value = form.get(name);
    if (value === undefined) return undefined;
    const length = Array.from(value).length;
    const { min = 0, max, pattern, values } = rule;
    const complain = (constraint: string): void => {
      findings.push(finding(value, name, constraint));
    };
    if (length < min) complain(`Member must have length greater than or equal to ${min}`);
    if (max !== undefined && length > max) complain(`Member must have length less than or equal to ${max}`);
    else if (whole?.test(value) === false)
      complain(`Member must satisfy regular expression pattern: ${pattern!}`);
    if (values?.includes(value) === false)
      complain(`Member must satisfy enum value set: [${values.join(', ')}]`);
    return value;
  };
}

/** A whole number. */
export function integer({
  min,
  max,
}: {
  readonly min: number;
  readonly max: number;
}): Parameter<number | undefined> {
  return (form, name, findings) => {
    const value = form.get(name);
    if (value === undefined) return undefined;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (Number.isNaN(number)) findings.push(finding(value, name, 'Member must be an integer'));
    else if (number < min)
      findings.push(finding(value, name, `Member must have value greater than or equal to ${min}`));
    else if (number > max)
      findings.push(finding(value, name, `Member must have value less than or equal to ${max}`));
    return number;
  };
}

export const boolean: Parameter<boolean | undefined> = (form, name, findings) => {
  const value = form.get(name);
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false')
    findings.push(finding(value, name, 'Member must satisfy enum value set: [true, false]'));
  return value === 'true';
};

/** `Name.member.1`, `Name.member.2` ...: what each is, read by `member`; undefined where there is none. */
export function list<Value>(
  member: Parameter<Value>,
  { max }: { readonly max: number },
): Parameter<readonly Value[] | undefined> {
  return (form, name, findings) => {
    const prefix = `${name}.member.`;
    const places = new Set<number>();
    for (const key of form.keys()) {
      const place = key.startsWith(prefix) ? /^\d{1,6}(?=$|\.)/.exec(key.slice(prefix.length)) : null;
      if (place) places.add(Number(place[0]));
    }
    // An empty list comes as the name alone.
    if (places.size === 0) return form.has(name) ? [] : undefined;
    if (places.size > max) {
      findings.push(finding('[...]', name, `Member must have length less than or equal to ${max}`));
      return [];
    }
    return [...places].sort((a, b) => a - b).map((place) => member(form, `${prefix}${place}`, findings));
  };
}

/** A member with members of its own: `Tags.member.1.Key`. */
export function structure<Parameters extends Readonly<Record<string, Parameter<unknown>>>>(
  parameters: Parameters,
): Parameter<Values<Parameters>> {
  return (form, name, findings) =>
    Object.fromEntries(
      Object.entries(parameters).map(([inner, parameter]) => [
        inner,
        parameter(form, `${name}.${inner}`, findings),
      ]),
    ) as Values<Parameters>;
}

function finding(value: string | undefined, name: string, constraint: string): string {
  // `Tags.member.1.Key` is `tags.1.member.key` in the words of AWS.
  const path = name
    .replace(/\.member\.(\d+)/g, '.$1.member')
    .split('.')
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join('.');
  const shown = value === undefined ? 'Value null' : `Value '${value.slice(0, 128)}'`;
  return `${shown} at '${path}' failed to satisfy constraint: ${constraint}`;
}
