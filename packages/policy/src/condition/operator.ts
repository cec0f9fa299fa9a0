import { BlockList, isIP } from 'node:net';
import { matchesArn } from '../arn.js';
import type { ContextKeys } from '../context.js';
import { matchesPattern } from '../pattern.js';
import { patternFor, textFor, type TextPart } from '../variables.js';

/**
 * One way to compare a value of the request with a value of the policy. Undefined where either is nothing that can be
 * compared so; then nothing is told about them, and neither the operator nor its negation holds.
 */
export type Comparison = (
  requested: string,
  stated: readonly TextPart[],
  keys: ContextKeys,
) => boolean | undefined;

/** What an operator does, and whether it is the negation of that. */
export interface Operator {
  readonly compare: Comparison;
  readonly isNegated: boolean;
}

/**
 * A variable without a value is equal to no text and like none, so that the negations hold: who has no such tag is not
 * among those whose tag is the resource's.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 */
const text =
  (fold: (value: string) => string): Comparison =>
  (requested, stated, keys) => {
    const value = textFor(stated, keys);
    return value !== undefined && fold(requested) === fold(value);
  };

const same = (value: string): string => value;
const lowerCase = (value: string): string => value.toLowerCase();

const like: Comparison = (requested, stated, keys) => {
  const pattern = patternFor(stated, keys);
  return pattern !== undefined && matchesPattern(pattern, requested);
};

const arn: Comparison = (requested, stated, keys) => {
  const pattern = patternFor(stated, keys);
  return pattern !== undefined && matchesArn(pattern, requested);
};

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && number.test(value) ? Number(value) : undefined;
}

const instant =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?(?:Z|[+-]\d{2}:?\d{2})?)?)?$/;

/** Milliseconds since 1970 of an ISO 8601 date as W3C has it, or of seconds since 1970. */
function instantOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^-?\d{5,}(\.\d+)?$/.test(value) || /^\d+$/.test(value)) return Number(value) * 1000;
  if (!instant.test(value)) return undefined;
  const zoned = /T/.test(value) && !/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? `${value}Z` : value;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? undefined : time;
}

function ordered(
  read: (value: string | undefined) => number | undefined,
  holds: (requested: number, stated: number) => boolean,
): Comparison {
  return (requested, stated, keys) => {
    const [left, right] = [read(requested), read(textFor(stated, keys))];
    return left === undefined || right === undefined ? undefined : holds(left, right);
  };
}

const truth: Comparison = (requested, stated, keys) => {
  const value = textFor(stated, keys)?.toLowerCase();
  if (value !== 'true' && value !== 'false') return undefined;
  return requested.toLowerCase() === value;
};

const binary: Comparison = (requested, stated, keys) => {
  const value = textFor(stated, keys);
  if (value === undefined || !isBase64(value) || !isBase64(requested)) return undefined;
  return Buffer.from(requested, 'base64').equals(Buffer.from(value, 'base64'));
};

function isBase64(value: string): boolean {
  return value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

const address: Comparison = (requested, stated, keys) => {
  const value = textFor(stated, keys);
  const family = isIP(requested);
  if (value === undefined || family === 0) return undefined;
  const range = addressRange(value);
  if (range === undefined) return undefined;
  if (range.family !== family) return false;
  const list = new BlockList();
  list.addSubnet(range.address, range.prefix, range.family === 4 ? 'ipv4' : 'ipv6');
  return list.check(requested, family === 4 ? 'ipv4' : 'ipv6');
};

/** `203.0.113.0/24`, `2001:db8::/32`, or one address. */
export function addressRange(
  text: string,
): { readonly address: string; readonly prefix: number; readonly family: number } | undefined {
  const [address, prefix, ...rest] = text.split('/');
  const family = isIP(address ?? '');
  if (family === 0 || rest.length > 0) return undefined;
  const bits = family === 4 ? 32 : 128;
  if (prefix === undefined) return { address: address!, prefix: bits, family };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return undefined;
  return { address: address!, prefix: Number(prefix), family };
}

const less = (left: number, right: number): boolean => left < right;
const atMost = (left: number, right: number): boolean => left <= right;
const equal = (left: number, right: number): boolean => left === right;

function is(compare: Comparison): Operator {
  return { compare, isNegated: false };
}
function isNot(compare: Comparison): Operator {
  return { compare, isNegated: true };
}
function comparisons(prefix: string, read: (value: string | undefined) => number | undefined) {
  const flipped =
    (holds: typeof less) =>
    (left: number, right: number): boolean =>
      holds(right, left);
  return {
    [`${prefix}Equals`]: is(ordered(read, equal)),
    [`${prefix}NotEquals`]: isNot(ordered(read, equal)),
    [`${prefix}LessThan`]: is(ordered(read, less)),
    [`${prefix}LessThanEquals`]: is(ordered(read, atMost)),
    [`${prefix}GreaterThan`]: is(ordered(read, flipped(less))),
    [`${prefix}GreaterThanEquals`]: is(ordered(read, flipped(atMost))),
  };
}

const all: Readonly<Record<string, Operator>> = {
  StringEquals: is(text(same)),
  StringNotEquals: isNot(text(same)),
  StringEqualsIgnoreCase: is(text(lowerCase)),
  StringNotEqualsIgnoreCase: isNot(text(lowerCase)),
  StringLike: is(like),
  StringNotLike: isNot(like),
  ...comparisons('Numeric', numberOf),
  ...comparisons('Date', instantOf),
  Bool: is(truth),
  BinaryEquals: is(binary),
  IpAddress: is(address),
  NotIpAddress: isNot(address),
  ArnEquals: is(arn),
  ArnLike: is(arn),
  ArnNotEquals: isNot(arn),
  ArnNotLike: isNot(arn),
};

const byName: ReadonlyMap<string, Operator> = new Map(
  Object.entries(all).map(([name, operator]) => [name.toLowerCase(), operator]),
);

/**
 * A condition operator by its name, without `IfExists` and without a set operator before it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function operatorNamed(name: string): Operator | undefined {
  return byName.get(name.toLowerCase());
}
