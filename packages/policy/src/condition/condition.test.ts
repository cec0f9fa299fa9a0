import { describe, expect, it } from 'vitest';
import { contextKeys, type ContextValue } from '../context.js';
import { readText } from '../variables.js';
import { holds, readOperator } from './condition.js';

/** Whether `{ [operator]: { [key]: stated } }` holds for a request with these keys. */
function check(
  operator: string,
  stated: string | readonly string[],
  value: ContextValue | undefined,
  others: Readonly<Record<string, ContextValue>> = {},
): boolean {
  const read = readOperator(operator);
  if (read === undefined) throw new Error(`no operator ${operator}`);
  const texts = typeof stated === 'string' ? [stated] : stated;
  return holds(
    { ...read, key: 'the:Key', stated: texts.map((text) => readText(text, '2012-10-17')) },
    contextKeys({ context: { ...others, 'THE:key': value } }),
  );
}

/**
 * Operator, what the policy states, the request's value, whether it holds:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const cases: readonly (readonly [string, string | readonly string[], ContextValue | undefined, boolean])[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a', undefined, false],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'Ab', 'aB', true],
  ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
  ['StringLike', 'team-*', 'team-blue', true],
  ['StringLike', 'team-?', 'team-blue', false],
  ['StringNotLike', 'team-*', 'team-blue', false],
  ['stringlike', 'a', 'a', true],
  ['NumericEquals', '10', '10.0', true],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '10', '9', false],
  ['NumericGreaterThanEquals', '3600', '3600', true],
  ['NumericNotEquals', '10', '11', true],
  ['NumericEquals', '10', 'ten', false],
  ['NumericNotEquals', '10', 'ten', false],
  ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', true],
  ['DateLessThan', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+02:00', true],
  ['DateLessThanEquals', '2026-07', '2026-07-01', true],
  ['DateEquals', '1767225600', '2026-01-01T00:00:00Z', true],
  ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', true],
  ['DateLessThan', 'soon', '2026-01-01T00:00:00Z', false],
  ['Bool', 'true', 'true', true],
  ['Bool', 'false', 'true', false],
  ['Bool', 'TRUE', 'true', true],
  ['Bool', 'true', undefined, false],
  ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', true],
  ['BinaryEquals', 'QQ==', 'Qg==', false],
  ['IpAddress', '203.0.113.0/24', '203.0.113.77', true],
  ['IpAddress', '203.0.113.0/24', '203.0.114.77', false],
  ['IpAddress', '203.0.113.7', '203.0.113.7', true],
  ['IpAddress', '2001:db8:1234:5678::/64', '2001:db8:1234:5678::1', true],
  ['IpAddress', '2001:db8::/64', '203.0.113.7', false],
  ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
  ['NotIpAddress', ['203.0.113.0/24', '198.51.100.0/24'], '198.51.100.1', false],
  ['IpAddress', '203.0.113.0/99', '203.0.113.1', false],
  ['ArnLike', 'arn:aws:s3:::clinic*', 'arn:aws:s3:::clinic-in', true],
  ['ArnEquals', 'arn:aws:iam::*:role/*', 'arn:aws:iam::000000000000:role/import', true],
  // A wildcard stays within its component.
  ['ArnLike', 'arn:aws:*:role/x', 'arn:aws:iam::000000000000:role/x', false],
  ['ArnNotLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::000000000000:user/ada', true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'there', false],
  ['Null', 'false', 'there', true],
  ['Null', 'false', undefined, false],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['BoolIfExists', 'true', 'true', true],
  ['NumericLessThanIfExists', '3600', undefined, true],
];

it.each(cases)('%s %j with %j: %s', (operator, stated, value, expected) => {
  expect(check(operator, stated, value)).toBe(expected);
});

describe('keys with several values', () => {
  /** The examples of the guide: .../reference_policies_condition-single-vs-multi-valued-context-keys.html */
  const tags: readonly (readonly [string, readonly string[], ContextValue | undefined, boolean])[] = [
    ['ForAllValues:StringEquals', ['env', 'team'], ['env'], true],
    ['ForAllValues:StringEquals', ['env', 'team'], ['env', 'cost'], false],
    ['ForAllValues:StringEquals', ['env', 'team'], undefined, true],
    ['ForAllValues:StringEquals', ['env', 'team'], [], true],
    ['ForAllValues:StringNotEquals', ['env'], ['team', 'cost'], true],
    ['ForAllValues:StringNotEquals', ['env'], ['team', 'env'], false],
    ['ForAnyValue:StringEquals', ['env', 'team'], ['env', 'cost'], true],
    ['ForAnyValue:StringEquals', ['env', 'team'], ['cost'], false],
    ['ForAnyValue:StringEquals', ['env', 'team'], undefined, false],
    ['ForAnyValue:StringNotEquals', ['env'], ['env', 'cost'], true],
    ['ForAnyValue:StringLike', ['e*'], ['cost', 'env'], true],
    ['ForAnyValue:StringEqualsIfExists', ['env'], undefined, true],
  ];
  it.each(tags)('%s %j with %j: %s', (operator, stated, value, expected) => {
    expect(check(operator, stated, value)).toBe(expected);
  });
});

describe('variables', () => {
  it('stand for a value of the request, which brings no wildcards', () => {
    expect(check('StringEquals', '${aws:username}', 'ada', { 'aws:username': 'ada' })).toBe(true);
    expect(check('StringLike', 'home/${aws:username}/*', 'home/ada/x', { 'aws:username': 'ada' })).toBe(true);
    expect(check('StringLike', 'home/${aws:username}/*', 'home/ada/x', { 'aws:username': '*' })).toBe(false);
  });

  it('have a value of their own where the request has none, if the policy says so', () => {
    expect(check('StringEquals', "${aws:PrincipalTag/team, 'none'}", 'none')).toBe(true);
    expect(check('StringEquals', '${aws:PrincipalTag/team}', 'none')).toBe(false);
  });

  it('without a value are equal to nothing, and like nothing', () => {
    for (const operator of ['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike']) {
      const value = operator.startsWith('Arn') ? 'arn:aws:s3:::clinic' : 'clinic';
      expect(check(operator, '${aws:PrincipalTag/team}', value)).toBe(false);
      expect(check(operator.replace(/^(String|Arn)/, '$1Not'), '${aws:PrincipalTag/team}', value)).toBe(true);
    }
  });

  it('can be the characters that are wildcards', () => {
    expect(check('StringLike', 'a${*}b', 'a*b')).toBe(true);
    expect(check('StringLike', 'a${*}b', 'axb')).toBe(false);
    expect(check('StringLike', '${?}${$}', '?$')).toBe(true);
  });
});

it.each(['StringMatches', 'NullIfExists', 'ForAllValues:Null', 'ForEach:StringEquals', '', 'constructor'])(
  'there is no operator %j',
  (name) => {
    expect(readOperator(name)).toBeUndefined();
  },
);
