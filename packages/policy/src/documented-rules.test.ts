import { describe, expect, it } from 'vitest';
import type { AccessRequest, ContextValue, Principal } from './context.js';
import { evaluate } from './evaluate.js';
import type { PolicyDocument, PolicyKind } from './policy-document.js';
import { readPolicy } from './read-policy.js';

/**
 * Rules of the guide in its own order, each with cases that show it, through whole policies:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/{page}.html
 */
interface Rule {
  readonly rule: string;
  readonly page: string;
  readonly cases: readonly Case[];
}

interface Case {
  /** Statements of the identity's policy. */
  readonly identity?: readonly object[];
  readonly boundary?: readonly object[];
  readonly session?: readonly object[];
  readonly resource?: readonly object[];
  readonly version?: '2008-10-17' | '2012-10-17';
  readonly as?: Principal;
  readonly action?: string;
  readonly on?: string;
  readonly with?: Readonly<Record<string, ContextValue>>;
  readonly allowed: boolean;
}

const account = '111122223333';
const ada: Principal = { kind: 'user', arn: `arn:aws:iam::${account}:user/ada`, account };
const root: Principal = { kind: 'root', arn: `arn:aws:iam::${account}:root`, account };
const role = `arn:aws:iam::${account}:role/nurse`;
const nurse: Principal = {
  kind: 'session',
  arn: `arn:aws:sts::${account}:assumed-role/nurse/night`,
  roleArn: role,
  account,
};
const service: Principal = { kind: 'service', service: 'healthlake.amazonaws.com' };
const bucket = 'arn:aws:s3:::amzn-s3-demo-bucket';
const object = `${bucket}/taxes/2026.ndjson`;

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more });
const deny = (more: object = {}) => ({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*', ...more });
/** Allowed where the condition holds. */
const when = (Condition: object, context: Case['with'], allowed: boolean): Case => ({
  identity: [allow({ Condition })],
  ...(context && { with: context }),
  allowed,
});
const onResource = (Resource: unknown, on: string, allowed: boolean): Case => ({
  identity: [allow({ Resource })],
  on,
  allowed,
});
const onAction = (Action: unknown, action: string, allowed: boolean): Case => ({
  identity: [allow({ Action })],
  action,
  allowed,
});
const ofBucket = (Principal: unknown, as: Principal, allowed: boolean, more: Partial<Case> = {}): Case => ({
  resource: [allow({ Principal, Resource: `${bucket}/*` })],
  as,
  ...more,
  allowed,
});

const rules: readonly Rule[] = [
  {
    rule: 'Action: a service and an action, without regard to case; * any characters, ? one',
    page: 'reference_policies_elements_action',
    cases: [
      onAction('s3:GetObject', 's3:GetObject', true),
      onAction('S3:getobject', 's3:GetObject', true),
      onAction('iam:GetObject', 's3:GetObject', false),
      onAction('*', 'iam:CreateUser', true),
      onAction('s3:*', 'iam:CreateUser', false),
      onAction('s3:Get*', 's3:GetBucketPolicy', true),
      onAction('s3:Get*', 's3:PutObject', false),
      onAction('iam:*AccessKey*', 'iam:UpdateAccessKey', true),
      onAction('iam:*AccessKey*', 'iam:DeleteUser', false),
      onAction('healthlake:ReadResourc?', 'healthlake:ReadResource', true),
      onAction('healthlake:ReadResource?', 'healthlake:ReadResource', false),
      onAction(['sqs:SendMessage', 's3:GetObject'], 's3:GetObject', true),
      onAction(['sqs:SendMessage', 'sqs:ReceiveMessage'], 's3:GetObject', false),
    ],
  },
  {
    rule: 'NotAction: everything but the list, within the resources of the statement',
    page: 'reference_policies_elements_notaction',
    cases: [
      { identity: [allow({ Action: undefined, NotAction: 's3:DeleteBucket' })], allowed: true },
      {
        identity: [allow({ Action: undefined, NotAction: 's3:DeleteBucket' })],
        action: 's3:DeleteBucket',
        allowed: false,
      },
      { identity: [allow({ Action: undefined, NotAction: 'iam:*' })], action: 'iam:GetUser', allowed: false },
      {
        identity: [allow({ Action: undefined, NotAction: ['iam:*', 's3:*'] })],
        action: 'sts:GetCallerIdentity',
        on: '*',
        allowed: true,
      },
      // A Deny of all but some does not allow those.
      { identity: [deny({ Action: undefined, NotAction: 's3:GetObject' })], allowed: false },
      { identity: [allow(), deny({ Action: undefined, NotAction: 's3:GetObject' })], allowed: true },
      {
        identity: [allow({ Action: '*' }), deny({ Action: undefined, NotAction: 's3:*' })],
        action: 'iam:GetUser',
        allowed: false,
      },
    ],
  },
  {
    rule: 'Resource: an ARN, in which wildcards stay within their component',
    page: 'reference_policies_elements_resource',
    cases: [
      onResource(object, object, true),
      onResource(`${bucket}/*`, object, true),
      onResource(`${bucket}/*`, bucket, false),
      onResource(bucket, object, false),
      onResource(`${bucket}/taxes/????.ndjson`, object, true),
      onResource(`${bucket}/taxes/???.ndjson`, object, false),
      onResource(`${bucket}/TAXES/*`, object, false),
      onResource('*', object, true),
      onResource('*', '*', true),
      onResource([`${bucket}/a`, `${bucket}/b`], `${bucket}/b`, true),
      onResource([`${bucket}/a`, `${bucket}/b`], `${bucket}/c`, false),
      onResource('arn:aws:iam::*:user/ada', `arn:aws:iam::${account}:user/ada`, true),
      onResource('arn:aws:iam::*:user/*', `arn:aws:iam::${account}:user/division/ada`, true),
      onResource('arn:aws:iam::*:role/ada', `arn:aws:iam::${account}:user/ada`, false),
      onResource(`arn:aws:iam::${account}:user/a?a`, `arn:aws:iam::${account}:user/ada`, true),
    ],
  },
  {
    rule: 'NotResource: every resource but the list',
    page: 'reference_policies_elements_notresource',
    cases: [
      {
        identity: [allow({ Resource: undefined, NotResource: `${bucket}/payroll/*` })],
        on: object,
        allowed: true,
      },
      {
        identity: [allow({ Resource: undefined, NotResource: `${bucket}/payroll/*` })],
        on: `${bucket}/payroll/1`,
        allowed: false,
      },
      {
        identity: [allow(), deny({ Resource: undefined, NotResource: `${bucket}/taxes/*` })],
        on: object,
        allowed: true,
      },
      {
        identity: [allow(), deny({ Resource: undefined, NotResource: `${bucket}/taxes/*` })],
        on: `${bucket}/payroll/1`,
        allowed: false,
      },
    ],
  },
  {
    rule: 'Principal: accounts, users, roles, sessions and services of resource-based policies',
    page: 'reference_policies_elements_principal',
    cases: [
      ofBucket('*', ada, true),
      ofBucket({ AWS: '*' }, ada, true),
      ofBucket({ AWS: ada.arn }, ada, true),
      ofBucket({ AWS: `arn:aws:iam::${account}:user/other` }, ada, false),
      // An account stands for what its own policies let.
      ofBucket({ AWS: account }, ada, false),
      ofBucket({ AWS: account }, ada, true, { identity: [allow()] }),
      ofBucket({ AWS: root.arn }, ada, false),
      ofBucket({ AWS: root.arn }, ada, true, { identity: [allow()] }),
      ofBucket({ AWS: role }, nurse, true),
      ofBucket({ AWS: nurse.arn }, nurse, true),
      ofBucket({ AWS: `arn:aws:sts::${account}:assumed-role/nurse/day` }, nurse, false),
      ofBucket({ Service: 'healthlake.amazonaws.com' }, service, true),
      ofBucket({ Service: 'ec2.amazonaws.com' }, service, false),
      ofBucket({ AWS: [role, ada.arn] }, ada, true),
    ],
  },
  {
    rule: 'An explicit deny in any policy overrides every allow; without an allow the answer is no',
    page: 'reference_policies_evaluation-logic_policy-eval-denyallow',
    cases: [
      { allowed: false },
      { identity: [allow()], allowed: true },
      { identity: [allow(), deny()], allowed: false },
      { identity: [deny(), allow()], allowed: false },
      { identity: [allow(), deny({ Action: 's3:PutObject' })], allowed: true },
      { identity: [allow()], resource: [deny({ Principal: '*' })], allowed: false },
      { identity: [allow()], boundary: [allow(), deny()], allowed: false },
      { identity: [allow()], session: [allow(), deny()], as: nurse, allowed: false },
      { as: root, allowed: true },
      { as: root, resource: [deny({ Principal: '*' })], allowed: false },
      { identity: [allow({ Action: 's3:PutObject' })], allowed: false },
    ],
  },
  {
    rule: 'A permissions boundary is the most that an identity may have, and gives nothing itself',
    page: 'access_policies_boundaries',
    cases: [
      { boundary: [allow()], allowed: false },
      { identity: [allow()], boundary: [allow()], allowed: true },
      { identity: [allow()], boundary: [allow({ Action: 's3:PutObject' })], allowed: false },
      {
        identity: [allow({ Action: '*' })],
        boundary: [allow({ Action: 's3:*' })],
        action: 'iam:GetUser',
        allowed: false,
      },
      // What a resource gives to a user by its ARN is not bounded.
      ofBucket({ AWS: ada.arn }, ada, true, { boundary: [allow({ Action: 'sqs:*' })] }),
      ofBucket({ AWS: ada.arn }, ada, false, { boundary: [deny()] }),
    ],
  },
  {
    rule: "Session policies: the role's policies and they both have to allow",
    page: 'access_policies#policies_session',
    cases: [
      { identity: [allow()], session: [allow()], as: nurse, allowed: true },
      { identity: [allow()], session: [allow({ Action: 's3:PutObject' })], as: nurse, allowed: false },
      { session: [allow()], as: nurse, allowed: false },
      { identity: [allow()], as: nurse, allowed: true },
      // To the role it is given within the session, to the session itself beyond it.
      ofBucket({ AWS: role }, nurse, false, { session: [allow({ Action: 'sqs:*' })] }),
      ofBucket({ AWS: nurse.arn }, nurse, true, { session: [allow({ Action: 'sqs:*' })] }),
    ],
  },
  {
    rule: 'Conditions: all operators and all keys have to hold, one of the values of a key is enough',
    page: 'reference_policies_elements_condition',
    cases: [
      when({ StringEquals: { 'aws:username': ['ada', 'bob'] } }, { 'aws:username': 'bob' }, true),
      when({ StringEquals: { 'aws:username': ['ada', 'bob'] } }, { 'aws:username': 'eve' }, false),
      when(
        { StringEquals: { 'aws:username': 'ada', 'aws:UserAgent': 'cli' } },
        { 'aws:username': 'ada', 'aws:UserAgent': 'cli' },
        true,
      ),
      when(
        { StringEquals: { 'aws:username': 'ada', 'aws:UserAgent': 'cli' } },
        { 'aws:username': 'ada', 'aws:UserAgent': 'sdk' },
        false,
      ),
      when(
        { StringEquals: { 'aws:username': 'ada' }, Bool: { 'aws:SecureTransport': 'true' } },
        { 'aws:username': 'ada', 'aws:SecureTransport': 'true' },
        true,
      ),
      when(
        { StringEquals: { 'aws:username': 'ada' }, Bool: { 'aws:SecureTransport': 'true' } },
        { 'aws:username': 'ada', 'aws:SecureTransport': 'false' },
        false,
      ),
      // Names of keys are compared without regard to case, values with.
      when({ StringEquals: { 'AWS:UserName': 'ada' } }, { 'aws:username': 'ada' }, true),
      when({ StringEquals: { 'aws:username': 'ADA' } }, { 'aws:username': 'ada' }, false),
      when({ StringEquals: { 'aws:username': 'ada' } }, undefined, false),
      when({}, undefined, true),
      // A negated operator with several values: none of them.
      when({ StringNotEquals: { 'aws:username': ['ada', 'bob'] } }, { 'aws:username': 'bob' }, false),
      when({ StringNotEquals: { 'aws:username': ['ada', 'bob'] } }, { 'aws:username': 'eve' }, true),
    ],
  },
  {
    rule: 'aws:CurrentTime, aws:EpochTime and dates',
    page: 'reference_policies_condition-keys',
    cases: [
      when(
        {
          DateGreaterThan: { 'aws:CurrentTime': '2026-04-01T00:00:00Z' },
          DateLessThan: { 'aws:CurrentTime': '2026-06-30T23:59:59Z' },
        },
        { 'aws:CurrentTime': '2026-05-01T12:00:00Z' },
        true,
      ),
      when(
        {
          DateGreaterThan: { 'aws:CurrentTime': '2026-04-01T00:00:00Z' },
          DateLessThan: { 'aws:CurrentTime': '2026-06-30T23:59:59Z' },
        },
        { 'aws:CurrentTime': '2026-07-01T12:00:00Z' },
        false,
      ),
      when(
        { DateGreaterThanEquals: { 'aws:EpochTime': '1767225600' } },
        { 'aws:EpochTime': '1767225600' },
        true,
      ),
      when(
        { DateLessThan: { 'aws:EpochTime': '2026-01-01T00:00:00Z' } },
        { 'aws:EpochTime': '1767225601' },
        false,
      ),
      when(
        { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
        { 'aws:MultiFactorAuthAge': '3599' },
        true,
      ),
      when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, undefined, false),
    ],
  },
  {
    rule: 'aws:SourceIp in CIDR notation, of IPv4 and IPv6',
    page: 'reference_policies_condition-keys#condition-keys-sourceip',
    cases: [
      when(
        { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
        { 'aws:SourceIp': '203.0.113.9' },
        true,
      ),
      when(
        { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
        { 'aws:SourceIp': '198.51.100.9' },
        false,
      ),
      when(
        { IpAddress: { 'aws:SourceIp': '2001:DB8:1234:5678::/64' } },
        { 'aws:SourceIp': '2001:db8:1234:5678::9' },
        true,
      ),
      when({ NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, { 'aws:SourceIp': '192.0.2.9' }, false),
      when({ NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, { 'aws:SourceIp': '192.0.3.9' }, true),
      {
        identity: [allow(), deny({ Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } })],
        with: { 'aws:SourceIp': '192.0.3.9' },
        allowed: false,
      },
    ],
  },
  {
    rule: 'Bool and Null; aws:MultiFactorAuthPresent is not there with long-term credentials',
    page: 'reference_policies_elements_condition_operators',
    cases: [
      when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, undefined, false),
      when(
        { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        { 'aws:MultiFactorAuthPresent': 'true' },
        true,
      ),
      // The mistake that the guide warns of: a request without the key passes by the deny.
      {
        identity: [allow(), deny({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })],
        allowed: true,
      },
      {
        identity: [allow(), deny({ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })],
        allowed: false,
      },
      when({ Null: { 'aws:TokenIssueTime': 'true' } }, undefined, true),
      when(
        { Null: { 'aws:TokenIssueTime': 'true' } },
        { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' },
        false,
      ),
      when(
        { Null: { 'aws:TokenIssueTime': 'false' } },
        { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' },
        true,
      ),
    ],
  },
  {
    rule: 'IfExists: a key that is not there is passed over, one that is there has to fit',
    page: 'reference_policies_elements_condition_operators#Conditions_IfExists',
    cases: [
      when({ StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } }, undefined, true),
      when(
        { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } },
        { 'ec2:InstanceType': 't2.micro' },
        true,
      ),
      when(
        { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } },
        { 'ec2:InstanceType': 'm5.large' },
        false,
      ),
      when({ NumericLessThanEqualsIfExists: { 's3:max-keys': '10' } }, undefined, true),
      when({ NumericLessThanEqualsIfExists: { 's3:max-keys': '10' } }, { 's3:max-keys': '11' }, false),
      when({ IpAddressIfExists: { 'aws:SourceIp': '192.0.2.0/24' } }, undefined, true),
      when(
        { ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:s3:::a*' } },
        { 'aws:SourceArn': 'arn:aws:s3:::b' },
        false,
      ),
    ],
  },
  {
    rule: 'ForAllValues: every value of the request, also of none; ForAnyValue: one at least',
    page: 'reference_policies_condition-single-vs-multi-valued-context-keys',
    cases: [
      when(
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment', 'cost-center'] } },
        { 'aws:TagKeys': ['environment'] },
        true,
      ),
      when(
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment', 'cost-center'] } },
        { 'aws:TagKeys': ['environment', 'secret'] },
        false,
      ),
      when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment'] } }, undefined, true),
      when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment'] } }, { 'aws:TagKeys': [] }, true),
      when(
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment'] }, Null: { 'aws:TagKeys': 'false' } },
        undefined,
        false,
      ),
      when(
        { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment', 'webserver'] } },
        { 'aws:TagKeys': ['x', 'webserver'] },
        true,
      ),
      when(
        { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment', 'webserver'] } },
        { 'aws:TagKeys': ['x'] },
        false,
      ),
      when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment'] } }, undefined, false),
      when({ 'ForAnyValue:StringLike': { 'aws:TagKeys': 'env*' } }, { 'aws:TagKeys': ['environment'] }, true),
      when(
        { 'ForAllValues:StringLike': { 'aws:TagKeys': 'env*' } },
        { 'aws:TagKeys': ['environment', 'team'] },
        false,
      ),
    ],
  },
  {
    rule: 'Access by tags: aws:ResourceTag, aws:RequestTag and aws:PrincipalTag',
    page: 'access_iam-tags',
    cases: [
      when(
        { StringEquals: { 'aws:ResourceTag/project': 'trial' } },
        { 'aws:ResourceTag/project': 'trial' },
        true,
      ),
      when(
        { StringEquals: { 'aws:ResourceTag/project': 'trial' } },
        { 'aws:ResourceTag/project': 'ward' },
        false,
      ),
      when({ StringEquals: { 'aws:ResourceTag/project': 'trial' } }, undefined, false),
      when(
        { StringEquals: { 'aws:ResourceTag/PROJECT': 'trial' } },
        { 'aws:ResourceTag/project': 'trial' },
        true,
      ),
      when(
        { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
        { 'aws:ResourceTag/team': 'red', 'aws:PrincipalTag/team': 'red' },
        true,
      ),
      when(
        { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
        { 'aws:ResourceTag/team': 'red', 'aws:PrincipalTag/team': 'blue' },
        false,
      ),
      when(
        { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
        { 'aws:ResourceTag/team': 'red' },
        false,
      ),
      when({ StringLike: { 'aws:RequestTag/stage': 'test-*' } }, { 'aws:RequestTag/stage': 'test-1' }, true),
    ],
  },
  {
    rule: 'Policy variables: in resources and string values, of version 2012-10-17 only, with defaults',
    page: 'reference_policies_variables',
    cases: [
      {
        ...onResource(`${bucket}/\${aws:username}/*`, `${bucket}/ada/x`, true),
        with: { 'aws:username': 'ada' },
      },
      {
        ...onResource(`${bucket}/\${aws:username}/*`, `${bucket}/bob/x`, false),
        with: { 'aws:username': 'ada' },
      },
      onResource(`${bucket}/\${aws:username}/*`, `${bucket}/ada/x`, false),
      {
        ...onResource(`${bucket}/\${aws:username}/*`, `${bucket}/ada/x`, false),
        with: { 'aws:username': 'ada' },
        version: '2008-10-17',
      },
      // What a variable stands for is no wildcard.
      {
        ...onResource(`${bucket}/\${aws:username}/*`, `${bucket}/ada/x`, false),
        with: { 'aws:username': '*' },
      },
      onResource(`${bucket}/\${aws:username, 'none'}/*`, `${bucket}/none/x`, true),
      {
        ...onResource(`${bucket}/\${aws:username, 'none'}/*`, `${bucket}/ada/x`, true),
        with: { 'aws:username': 'ada' },
      },
      // ${*}, ${?} and ${$} are the characters themselves.
      onResource(`${bucket}/a\${*}b`, `${bucket}/a*b`, true),
      onResource(`${bucket}/a\${*}b`, `${bucket}/axb`, false),
      onResource(`${bucket}/a\${?}b`, `${bucket}/a?b`, true),
      onResource(`${bucket}/a\${$}b`, `${bucket}/a$b`, true),
      when(
        { StringLike: { 's3:prefix': '${aws:username}/*' } },
        { 's3:prefix': 'ada/x', 'aws:username': 'ada' },
        true,
      ),
      when(
        { StringLike: { 's3:prefix': '${aws:username}/*' } },
        { 's3:prefix': 'bob/x', 'aws:username': 'ada' },
        false,
      ),
    ],
  },
  {
    rule: 'ArnEquals and ArnLike: each of the six components by itself',
    page: 'reference_policies_elements_condition_operators#Conditions_ARN',
    cases: [
      when(
        { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:T' } },
        { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:T' },
        true,
      ),
      when(
        { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } },
        { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:T' },
        true,
      ),
      when(
        { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:T' } },
        { 'aws:SourceArn': 'arn:aws:sns:us-west-2:111122223333:T' },
        false,
      ),
      when(
        { ArnNotEquals: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } },
        { 'aws:SourceArn': 'arn:aws:s3:::b' },
        true,
      ),
      when(
        { ArnNotLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } },
        { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:T' },
        false,
      ),
      when(
        { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*' } },
        { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:T' },
        false,
      ),
    ],
  },
];

function read(kind: PolicyKind, statements: readonly object[], version: string): PolicyDocument {
  const outcome = readPolicy(JSON.stringify({ Version: version, Statement: statements }), kind);
  if (!outcome.ok) throw new Error(outcome.fault);
  return outcome.policy;
}

describe.each(rules)('$rule ($page)', ({ cases }) => {
  it.each(cases.map((each) => ({ ...each, shown: JSON.stringify(each) })))('$shown', (each) => {
    const { version = '2012-10-17', as = ada, action = 's3:GetObject', on = object } = each;
    const policy = (kind: PolicyKind, statements: readonly object[] | undefined) =>
      statements && read(kind, statements, version);
    const request: AccessRequest = { principal: as, action, resource: on, context: each.with ?? {} };
    const session = policy('identity', each.session);
    const identity = policy('identity', each.identity);
    const decision = evaluate(request, {
      identity: identity === undefined ? [] : [identity],
      boundary: policy('identity', each.boundary),
      session: session && [session],
      resource: policy('resource', each.resource),
    });
    expect(decision.allowed).toBe(each.allowed);
  });
});
