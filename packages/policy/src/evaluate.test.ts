import { describe, expect, it } from 'vitest';
import type { AccessRequest, Principal } from './context.js';
import { denialMessage } from './denial-message.js';
import { evaluate, trustOf, type Decision, type Policies } from './evaluate.js';
import type { PolicyDocument, PolicyKind } from './policy-document.js';
import { readPolicy } from './read-policy.js';

const account = '000000000000';
const ada: Principal = { kind: 'user', arn: `arn:aws:iam::${account}:user/ada`, account };
const session: Principal = {
  kind: 'session',
  arn: `arn:aws:sts::${account}:assumed-role/reader/monday`,
  roleArn: `arn:aws:iam::${account}:role/reader`,
  account,
};
const store = `arn:aws:healthlake:us-east-1:${account}:datastore/fhir/0123456789abcdef0123456789abcdef`;

function policy(statements: object | readonly object[], kind: PolicyKind = 'identity'): PolicyDocument {
  const outcome = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
  if (!outcome.ok) throw new Error(outcome.fault);
  return outcome.policy;
}

const allow = (Action: string | readonly string[], Resource: string = '*', more: object = {}) =>
  policy({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: string, more: object = {}) =>
  policy({ Effect: 'Deny', Action, Resource: '*', ...more });

function ask(policies: Partial<Policies>, request: Partial<AccessRequest> = {}): Decision {
  return evaluate(
    { principal: ada, action: 'healthlake:ReadResource', resource: store, context: {}, ...request },
    { identity: [], ...policies },
  );
}
const implicit = (source: string) => ({ allowed: false, kind: 'implicit-deny', source });
const explicit = (source: string) => ({ allowed: false, kind: 'explicit-deny', source });

describe('policies of identities', () => {
  it.each<[string, PolicyDocument, boolean]>([
    ['all', allow('*'), true],
    ['the service', allow('healthlake:*'), true],
    ['the action in other case', allow('HealthLake:readresource'), true],
    ['a pattern', allow('healthlake:Read*'), true],
    ['another action', allow('healthlake:CreateResource'), false],
    ['a list with it', allow(['s3:*', 'healthlake:ReadResource']), true],
    ['the resource', allow('*', store), true],
    ['a pattern of the resource', allow('*', `arn:aws:healthlake:*:${account}:datastore/fhir/*`), true],
    ['another resource', allow('*', `${store}0`), false],
    ['all but the action', policy({ Effect: 'Allow', NotAction: 'healthlake:Read*', Resource: '*' }), false],
    ['all but another', policy({ Effect: 'Allow', NotAction: 'healthlake:Delete*', Resource: '*' }), true],
    ['all but the resource', policy({ Effect: 'Allow', Action: '*', NotResource: store }), false],
    ['all but another resource', policy({ Effect: 'Allow', Action: '*', NotResource: `${store}0` }), true],
  ])('that allow %s', (_, document, allowed) => {
    expect(ask({ identity: [document] }).allowed).toBe(allowed);
  });

  it('allow nothing by themselves', () => {
    expect(ask({})).toEqual(implicit('identity-based policy'));
  });

  it('forbid whatever others allow', () => {
    expect(ask({ identity: [allow('*'), deny('healthlake:*')] })).toEqual(explicit('identity-based policy'));
    expect(ask({ identity: [allow('*'), deny('healthlake:Delete*')] })).toEqual({ allowed: true });
  });

  it('decide by tags: of the resource, of the request, of the principal', () => {
    const own = allow('*', '*', {
      Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
    });
    const context = { 'aws:ResourceTag/team': 'blue', 'aws:PrincipalTag/team': 'blue' };
    expect(ask({ identity: [own] }, { context }).allowed).toBe(true);
    expect(
      ask({ identity: [own] }, { context: { ...context, 'aws:PrincipalTag/team': 'red' } }).allowed,
    ).toBe(false);
    expect(ask({ identity: [own] }).allowed).toBe(false);
  });

  it('forbid what is of another team to who is of none, too', () => {
    const others = policy({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
    });
    const asked = (team: string | undefined) =>
      ask(
        { identity: [allow('*'), others] },
        { context: { 'aws:ResourceTag/team': 'blue', 'aws:PrincipalTag/team': team } },
      ).allowed;
    expect([asked('blue'), asked('red'), asked(undefined)]).toEqual([true, false, false]);
  });

  it('hold their conditions all together', () => {
    const both = allow('*', '*', {
      Condition: {
        IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        Bool: { 'aws:SecureTransport': 'true', 'aws:MultiFactorAuthPresent': 'true' },
      },
    });
    const context = {
      'aws:SourceIp': '203.0.113.5',
      'aws:SecureTransport': 'true',
      'aws:MultiFactorAuthPresent': 'true',
    };
    expect(ask({ identity: [both] }, { context }).allowed).toBe(true);
    for (const key of Object.keys(context))
      expect(ask({ identity: [both] }, { context: { ...context, [key]: undefined } }).allowed).toBe(false);
  });

  it('can name the resource by who asks', () => {
    const home = allow('s3:GetObject', 'arn:aws:s3:::homes/${aws:username}/*');
    const get = (name: string, resource: string) =>
      ask({ identity: [home] }, { action: 's3:GetObject', resource, context: { 'aws:username': name } })
        .allowed;
    expect(get('ada', 'arn:aws:s3:::homes/ada/notes')).toBe(true);
    expect(get('ada', 'arn:aws:s3:::homes/bob/notes')).toBe(false);
    expect(get('*', 'arn:aws:s3:::homes/bob/notes')).toBe(false);
  });
});

describe('bounds', () => {
  it('give nothing, and take what they do not have', () => {
    expect(ask({ boundary: allow('*') })).toEqual(implicit('identity-based policy'));
    expect(ask({ identity: [allow('*')], boundary: allow('s3:*') })).toEqual(
      implicit('permissions boundary'),
    );
    expect(ask({ identity: [allow('*')], boundary: allow('healthlake:*') }).allowed).toBe(true);
    expect(ask({ identity: [allow('*')], session: [allow('s3:*')] })).toEqual(implicit('session policy'));
    expect(ask({ identity: [allow('*')], session: [allow('s3:*'), allow('healthlake:Read*')] }).allowed).toBe(
      true,
    );
    expect(ask({ identity: [allow('*')], boundary: deny('*') })).toEqual(explicit('permissions boundary'));
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single.html */
describe('policies of resources', () => {
  const grant = (Principal: unknown, Effect = 'Allow') =>
    policy({ Effect, Principal, Action: '*', Resource: '*' }, 'resource');

  it.each<[string, Principal, unknown, Partial<Policies>, boolean]>([
    ['to a user', ada, { AWS: ada.arn }, {}, true],
    ['to a user beyond its boundary', ada, { AWS: ada.arn }, { boundary: allow('s3:*') }, true],
    ['to another user', ada, { AWS: `${ada.arn}2` }, {}, false],
    ['to everyone', ada, '*', {}, true],
    ['to the account', ada, { AWS: account }, {}, false],
    ['to the account whose policies allow it', ada, { AWS: account }, { identity: [allow('*')] }, true],
    ['to a role', session, { AWS: `arn:aws:iam::${account}:role/reader` }, {}, true],
    [
      'to a role beyond the session',
      session,
      { AWS: `arn:aws:iam::${account}:role/reader` },
      { session: [allow('s3:*')] },
      false,
    ],
    ['to a session', session, { AWS: session.arn }, { session: [allow('s3:*')] }, true],
    [
      'to a service',
      { kind: 'service', service: 'healthlake.amazonaws.com' },
      { Service: 'healthlake.amazonaws.com' },
      {},
      true,
    ],
    ['to nobody known', { kind: 'anonymous' }, { AWS: account }, {}, false],
    ['to everyone, unsigned', { kind: 'anonymous' }, '*', {}, true],
  ])('that give %s', (_, principal, named, policies, allowed) => {
    expect(ask({ ...policies, resource: grant(named) }, { principal }).allowed).toBe(allowed);
  });

  it('forbid, also all but some', () => {
    const identity = [allow('*')];
    expect(ask({ identity, resource: grant('*', 'Deny') })).toEqual(explicit('resource-based policy'));
    const others = policy(
      { Effect: 'Deny', NotPrincipal: { AWS: ada.arn }, Action: '*', Resource: '*' },
      'resource',
    );
    expect(ask({ identity, resource: others }).allowed).toBe(true);
    expect(ask({ identity, resource: others }, { principal: session }).allowed).toBe(false);
  });

  it('forbid all but one also where the account of that one is named beside it', () => {
    const identity = [allow('*')];
    const AWS = [ada.arn, `arn:aws:iam::${account}:root`];
    const resource = policy(
      { Effect: 'Deny', NotPrincipal: { AWS }, Action: '*', Resource: '*' },
      'resource',
    );
    const root: Principal = { kind: 'root', arn: AWS[1]!, account };
    const bob: Principal = { ...ada, arn: `arn:aws:iam::${account}:user/bob` };
    const allowed = [ada, root, bob, session].map(
      (principal) => ask({ identity, resource }, { principal }).allowed,
    );
    expect(allowed).toEqual([true, true, false, false]);
  });
});

it('lets the root do what nothing forbids', () => {
  const principal: Principal = { kind: 'root', arn: `arn:aws:iam::${account}:root`, account };
  expect(ask({}, { principal }).allowed).toBe(true);
  const closed = policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }, 'resource');
  expect(ask({ resource: closed }, { principal }).allowed).toBe(false);
});

describe('trust', () => {
  const trust = (Principal: unknown, more: object = {}) =>
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more }, 'trust');
  const asks = (principal: Principal, document: PolicyDocument, context = {}) =>
    trustOf({ principal, action: 'sts:AssumeRole', context }, document);

  it('is in whom the policy names', () => {
    const service: Principal = { kind: 'service', service: 'healthlake.amazonaws.com' };
    expect(asks(service, trust({ Service: 'healthlake.amazonaws.com' }))).toBe('trusted');
    expect(asks(service, trust({ Service: 'ec2.amazonaws.com' }))).toBe('not-trusted');
    expect(asks(ada, trust({ AWS: ada.arn }))).toBe('trusted');
    expect(asks(ada, trust({ AWS: account }))).toBe('account');
    expect(asks(ada, trust({ AWS: '111111111111' }))).toBe('not-trusted');
  });

  it('may depend on what is said with it', () => {
    const document = trust({ AWS: ada.arn }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } });
    expect(asks(ada, document, { 'sts:ExternalId': 'x' })).toBe('trusted');
    expect(asks(ada, document)).toBe('not-trusted');
  });
});

it('says who may not do what to what, and why', () => {
  const request: AccessRequest = {
    principal: ada,
    action: 'healthlake:ReadResource',
    resource: store,
    context: {},
  };
  expect(
    denialMessage(request, { allowed: false, kind: 'implicit-deny', source: 'identity-based policy' }),
  ).toBe(
    `User: ${ada.arn} is not authorized to perform: healthlake:ReadResource on resource: ${store} because no identity-based policy allows the healthlake:ReadResource action`,
  );
  expect(
    denialMessage(
      { ...request, resource: '*' },
      { allowed: false, kind: 'explicit-deny', source: 'permissions boundary' },
    ),
  ).toBe(
    `User: ${ada.arn} is not authorized to perform: healthlake:ReadResource with an explicit deny in a permissions boundary`,
  );
});
