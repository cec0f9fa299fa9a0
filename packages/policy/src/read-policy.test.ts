import { describe, expect, it } from 'vitest';
import type { PolicyKind } from './policy-document.js';
import { readPolicy } from './read-policy.js';

const allow = { Effect: 'Allow', Action: 'healthlake:*', Resource: '*' };
const policy = (statement: object, more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement], ...more });

function faultOf(text: string, kind: PolicyKind = 'identity'): string | undefined {
  const outcome = readPolicy(text, kind);
  return outcome.ok ? undefined : outcome.fault;
}

describe('a policy', () => {
  it.each<[string, PolicyKind, object]>([
    ['of an identity', 'identity', allow],
    [
      'with lists',
      'identity',
      { ...allow, Action: ['s3:GetObject', 's3:Put*'], Resource: ['arn:aws:s3:::a/*'] },
    ],
    ['of a bucket', 'resource', { ...allow, Principal: { AWS: 'arn:aws:iam::000000000000:user/ada' } }],
    ['for everyone', 'resource', { ...allow, Principal: '*' }],
    [
      'of a role',
      'trust',
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'healthlake.amazonaws.com' } },
    ],
    ['with all but', 'identity', { Effect: 'Deny', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::a' }],
    ['with conditions', 'identity', { ...allow, Condition: { Bool: { 'aws:SecureTransport': true } } }],
  ])('%s is read', (_, kind, statement) => {
    expect(faultOf(policy(statement), kind)).toBeUndefined();
    // A single statement needs no list.
    expect(faultOf(JSON.stringify({ Version: '2012-10-17', Statement: statement }), kind)).toBeUndefined();
  });

  it.each<[string, string, RegExp, PolicyKind?]>([
    ['no JSON', '{', /not valid JSON/],
    ['no object', '[]', /JSON object/],
    ['no statement', '{"Version":"2012-10-17"}', /Statement is missing/],
    ['an empty list of them', '{"Statement":[]}', /Statement is missing/],
    ['another version', policy(allow, { Version: '2020-01-01' }), /Version must be/],
    ['an unknown element', policy({ ...allow, Resources: '*' }), /unknown element "Resources"/],
    ['no effect', policy({ ...allow, Effect: 'allow' }), /Effect must be/],
    ['no action', policy({ Effect: 'Allow', Resource: '*' }), /Action is missing/],
    ['both of a pair', policy({ ...allow, NotAction: 's3:*' }), /both Action and NotAction/],
    ['no resource', policy({ Effect: 'Allow', Action: '*' }), /Resource is missing/],
    ['an action without a service', policy({ ...allow, Action: 'ReadResource' }), /no action/],
    ['a wildcard in a service', policy({ ...allow, Action: 'health*:Read' }), /no action/],
    ['an empty action', policy({ ...allow, Action: [] }), /empty/],
    ['an action that is a number', policy({ ...allow, Action: 5 }), /must be a string/],
    ['a resource that is no ARN', policy({ ...allow, Resource: 'bucket' }), /must be an ARN/],
    ['an ARN with too few parts', policy({ ...allow, Resource: 'arn:aws:s3' }), /six parts/],
    [
      'an unknown operator',
      policy({ ...allow, Condition: { StringIs: { a: 'b' } } }),
      /no condition operator/,
    ],
    ['conditions that are a list', policy({ ...allow, Condition: [] }), /must be an object/],
    ['a condition value that is an object', policy({ ...allow, Condition: { Bool: { a: {} } } }), /a string/],
    ['a principal', policy({ ...allow, Principal: '*' }), /names no principal/],
    ['no principal', policy(allow), /Principal is missing/, 'resource'],
    [
      'a principal with a wildcard',
      policy({ ...allow, Principal: { AWS: 'arn:aws:iam::000000000000:user/*' } }),
      /wildcards/,
      'resource',
    ],
    [
      'an unknown kind of principal',
      policy({ ...allow, Principal: { Group: 'x' } }),
      /unknown element/,
      'resource',
    ],
    ['NotPrincipal with Allow', policy({ ...allow, NotPrincipal: '*' }), /Deny only/, 'resource'],
    ['a resource in a trust policy', policy({ ...allow, Principal: '*' }), /names no resource/, 'trust'],
    [
      'a Sid twice',
      JSON.stringify({
        Statement: [
          { ...allow, Sid: 'a' },
          { ...allow, Sid: 'a' },
        ],
      }),
      /must be unique/,
    ],
    ['too many characters', policy({ ...allow, Sid: 'a'.repeat(30_000) }), /20480 are allowed/],
  ])('with %s is refused', (_, text, fault, kind) => {
    expect(faultOf(text, kind)).toMatch(fault);
  });
});
