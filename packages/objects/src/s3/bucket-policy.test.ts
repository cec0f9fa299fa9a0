import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testCaller } from '@wellspring/access/testing';
import { WellspringError } from '@wellspring/errors';
import { denialMessage, evaluate, type Principal } from '@wellspring/policy';
import { afterAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createEmbeddedObjects, type EmbeddedObjects } from '../embedded/embedded-objects.js';
import { callHandler, type CallAnswer, type CallOptions } from '../testing/handler-call.js';
import { ada, policyCaller, policyText, type WrittenStatement } from '../testing/policy-caller.js';
import { createS3Handler } from './s3-handler.js';

const folders: string[] = [];
let embedded: EmbeddedObjects;
let call: ReturnType<typeof callHandler>;
const openStore = async (folder: string): Promise<void> => {
  embedded = await createEmbeddedObjects({ folder });
  call = callHandler(createS3Handler(embedded, { region: 'us-east-1', accountId: '000000000000' }));
};
beforeEach(async () => {
  folders.push(await mkdtemp(path.join(tmpdir(), 'wellspring-bucket-policy-')));
  await openStore(folders.at(-1)!);
  await embedded.buckets.create('clinic');
  await call('PUT', '/clinic/a', { body: 'of a', headers: { 'x-amz-tagging': 'phi=no' } });
  await call('PUT', '/clinic/b', { body: 'of b', headers: { 'x-amz-tagging': 'phi=yes' } });
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

const bucket = 'arn:aws:s3:::clinic';
const put = (text: string, options: CallOptions = {}): Promise<CallAnswer> =>
  call('PUT', '/clinic', { query: 'policy', body: text, ...options });
const setPolicy = async (...statements: readonly WrittenStatement[]): Promise<void> => {
  expect(await put(policyText(...statements))).toMatchObject({ status: 204 });
};
const asAda = (...statements: readonly WrittenStatement[]): CallOptions => ({
  caller: policyCaller(ada, ...statements),
});
const readsAll = { Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket}/*` };
const adaReads = { ...readsAll, Principal: { AWS: 'arn:aws:iam::000000000000:user/ada' } };

describe('a policy of a bucket', () => {
  it('is given back as it was put, also after a restart, until it is deleted', async () => {
    const text = ` ${policyText(adaReads)}\n`;
    expect(await put(text)).toMatchObject({ status: 204, text: '' });
    await openStore(folders.at(-1)!);
    const got = await call('GET', '/clinic', { query: 'policy' });
    expect([got.status, got.headers['content-type'], got.text]).toEqual([200, 'application/json', text]);
    expect(await call('DELETE', '/clinic', { query: 'policy' })).toMatchObject({ status: 204 });
    expect(await call('DELETE', '/clinic', { query: 'policy' })).toMatchObject({ status: 204 });
    for (const query of ['policy', 'policyStatus'])
      expect(await call('GET', '/clinic', { query })).toMatchObject({
        status: 404,
        code: 'NoSuchBucketPolicy',
      });
  });

  it('lets in whom it names, from the next request on, and keeps out whom it forbids', async () => {
    expect(await call('GET', '/clinic/a', asAda())).toMatchObject({ status: 403, code: 'AccessDenied' });
    await setPolicy(adaReads);
    expect(await call('GET', '/clinic/a', asAda())).toMatchObject({ status: 200, text: 'of a' });
    expect(await call('GET', '/clinic', asAda())).toMatchObject({ status: 403 });
    await setPolicy({ ...adaReads, Effect: 'Deny', Principal: '*' });
    const denied = await call('GET', '/clinic/a', asAda(readsAll));
    expect(denied).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(denied.text).toContain(
      'User: arn:aws:iam::000000000000:user/ada is not authorized to perform: s3:GetObject on resource: ' +
        `${bucket}/a with an explicit deny in a resource-based policy`,
    );
    await call('DELETE', '/clinic', { query: 'policy' });
    expect(await call('GET', '/clinic/a', asAda(readsAll))).toMatchObject({ status: 200 });
  });

  it('forbids the root of the account everything but to mend it', async () => {
    await setPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket, `${bucket}/*`] });
    const root: Principal = {
      kind: 'root',
      arn: 'arn:aws:iam::000000000000:root',
      account: '000000000000',
    };
    const caller = testCaller({
      principal: root,
      authorize({ action, resource, context = {}, resourcePolicy }) {
        const request = { principal: root, action, resource, context };
        const decision = evaluate(request, { identity: [], resource: resourcePolicy });
        return decision.allowed
          ? Promise.resolve()
          : Promise.reject(new WellspringError('access-denied', denialMessage(request, decision)));
      },
    });
    expect(await call('GET', '/clinic/a', { caller })).toMatchObject({ status: 403 });
    expect(await call('GET', '/clinic', { query: 'policyStatus', caller })).toMatchObject({ status: 403 });
    expect(await call('GET', '/clinic', { query: 'policy', caller })).toMatchObject({ status: 200 });
    expect(await put(policyText(adaReads), { caller })).toMatchObject({ status: 204 });
    expect(await call('DELETE', '/clinic', { query: 'policy', caller })).toMatchObject({ status: 204 });
  });

  it('goes with its bucket', async () => {
    await setPolicy(adaReads);
    for (const key of ['a', 'b']) await call('DELETE', `/clinic/${key}`);
    await call('DELETE', '/clinic');
    await call('PUT', '/clinic');
    expect(await call('GET', '/clinic', { query: 'policy' })).toMatchObject({ status: 404 });
    await call('PUT', '/clinic/a', { body: 'new' });
    expect(await call('GET', '/clinic/a', asAda())).toMatchObject({ status: 403 });
  });

  it('that cannot be read any more lets nobody in', async () => {
    await embedded.buckets.set('clinic', 'policy', '{"Version":"1999-01-01"}');
    expect(await call('GET', '/clinic/a', asAda(readsAll))).toMatchObject({
      status: 500,
      code: 'InternalError',
    });
    expect(await call('DELETE', '/clinic', { query: 'policy' })).toMatchObject({ status: 204 });
    expect(await call('GET', '/clinic/a', asAda(readsAll))).toMatchObject({ status: 200 });
  });
});

describe('refused as a policy', () => {
  const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${bucket}/*` };
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no statement', '{"Version":"2012-10-17"}'],
    ['no principal', policyText({ ...allow, Principal: undefined })],
    ['a principal that is none', policyText({ ...allow, Principal: { AWS: 'ada' } })],
    ['an unknown element', policyText({ ...allow, Resources: '*' })],
    ['an unknown operator', policyText({ ...allow, Condition: { StringMatches: { 'aws:userid': 'x' } } })],
    ['another bucket', policyText({ ...allow, Resource: 'arn:aws:s3:::other/*' })],
    ['a bucket with such a beginning', policyText({ ...allow, Resource: 'arn:aws:s3:::clinic-2/*' })],
    ['another bucket besides', policyText({ ...allow, Resource: [`${bucket}/*`, 'arn:aws:s3:::other/*'] })],
    [
      'another bucket left out',
      policyText({ ...allow, Resource: undefined, NotResource: 'arn:aws:s3:::other' }),
    ],
    ['another service', policyText({ ...allow, Action: 'iam:CreateUser' })],
    ['more than 20 KB', policyText({ ...allow, Resource: `${bucket}/${'x'.repeat(20_480)}` })],
  ])('%s', async (_what, text) => {
    await setPolicy(adaReads);
    expect(await put(text)).toMatchObject({ status: 400, code: 'MalformedPolicy' });
    const kept = await call('GET', '/clinic', { query: 'policy' });
    expect(kept.text).toBe(policyText(adaReads));
  });

  test('one that is longer than any request for it', async () => {
    expect(await put(' '.repeat(300_000))).toMatchObject({ status: 400, code: 'EntityTooLarge' });
  });

  test('one that did not arrive as it was sent', async () => {
    const headers = { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    expect(await put(policyText(adaReads), { headers })).toMatchObject({ status: 400, code: 'BadDigest' });
    expect(await call('GET', '/clinic', { query: 'policy' })).toMatchObject({ status: 404 });
  });

  test('one of a bucket that is not there', async () => {
    expect(await call('PUT', '/gone', { query: 'policy', body: policyText(adaReads) })).toMatchObject({
      status: 404,
      code: 'NoSuchBucket',
    });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
describe('public', () => {
  const everyone = { ...readsAll, Principal: '*' };
  const when = (operator: string, keys: object): WrittenStatement => ({
    ...everyone,
    Condition: { [operator]: keys },
  });
  test.each<[string, boolean, WrittenStatement]>([
    ['everyone', true, everyone],
    ['everyone as an AWS principal', true, { ...everyone, Principal: { AWS: '*' } }],
    ['a user', false, adaReads],
    ['the account', false, { ...everyone, Principal: { AWS: '000000000000' } }],
    ['everyone forbidden', false, { ...everyone, Effect: 'Deny' }],
    ['some addresses', false, when('IpAddress', { 'aws:SourceIp': '192.0.2.0/24' })],
    ['all addresses', true, when('IpAddress', { 'aws:SourceIp': '0.0.0.0/0' })],
    ['all addresses but some', true, when('NotIpAddress', { 'aws:SourceIp': '192.0.2.0/24' })],
    ['one network', false, when('StringEquals', { 'aws:SourceVpc': 'vpc-91237329' })],
    ['all but one network', true, when('StringNotEquals', { 'aws:SourceVpc': 'vpc-91237329' })],
    ['a pattern of networks', true, when('StringLike', { 'aws:SourceVpc': 'vpc-*' })],
    ['a network if it is known', true, when('StringEqualsIfExists', { 'aws:SourceVpc': 'vpc-91237329' })],
    ['a variable', true, when('StringEquals', { 'aws:userid': '${aws:userid}' })],
    ['a key that says nothing of who', true, when('StringEquals', { 's3:prefix': 'in/' })],
  ])('%s: %s', async (_what, isPublic, statement) => {
    await setPolicy(statement);
    const status = await call('GET', '/clinic', { query: 'policyStatus' });
    expect(status.text).toContain(`<IsPublic>${isPublic}</IsPublic>`);
    const block =
      '<PublicAccessBlockConfiguration><BlockPublicPolicy>true</BlockPublicPolicy></PublicAccessBlockConfiguration>';
    await call('PUT', '/clinic', { query: 'publicAccessBlock', body: block });
    expect((await put(policyText(statement))).status).toBe(isPublic ? 403 : 204);
  });
});

describe('the policies of the caller', () => {
  it('tell of a missing key only where the bucket may be listed', async () => {
    const lists = { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket };
    for (const method of ['GET', 'HEAD']) {
      const blind = await call(method, '/clinic/gone', asAda(readsAll));
      expect(blind).toMatchObject({ status: 403 });
      if (method === 'GET') expect(blind.text).toContain('is not authorized to perform: s3:ListBucket');
      else expect(blind.text).toBe('');
      expect(await call(method, '/clinic/gone', asAda(readsAll, lists))).toMatchObject({ status: 404 });
    }
    const copy = { 'x-amz-copy-source': 'clinic/gone' };
    const writes = { Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket}/*` };
    const blind = asAda(readsAll, writes);
    const seeing = asAda(readsAll, writes, lists);
    expect(await call('PUT', '/clinic/c', { headers: copy, ...blind })).toMatchObject({ status: 403 });
    expect(await call('PUT', '/clinic/c', { headers: copy, ...seeing })).toMatchObject({ status: 404 });
  });

  it('go by the tags of an object', async () => {
    const only = {
      ...readsAll,
      Condition: { StringEquals: { 's3:ExistingObjectTag/phi': 'no' } },
    };
    expect(await call('GET', '/clinic/a', asAda(only))).toMatchObject({ status: 200 });
    expect(await call('GET', '/clinic/b', asAda(only))).toMatchObject({ status: 403 });
    expect(await call('HEAD', '/clinic/b', asAda(only))).toMatchObject({ status: 403, text: '' });
    const forbidden = {
      ...readsAll,
      Effect: 'Deny',
      Condition: { StringEquals: { 's3:ExistingObjectTag/phi': 'yes' } },
    };
    expect(await call('GET', '/clinic/b', asAda(readsAll, forbidden))).toMatchObject({ status: 403 });
    const writes = { Effect: 'Allow', Action: 's3:Put*', Resource: `${bucket}/*` };
    const headers = { 'x-amz-copy-source': 'clinic/b' };
    const options = { headers, ...asAda(readsAll, forbidden, writes) };
    expect(await call('PUT', '/clinic/c', options)).toMatchObject({ status: 403 });
    expect(await call('GET', '/clinic/c')).toMatchObject({ status: 404 });
  });

  it('go by the prefix of a list', async () => {
    const lists = {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: bucket,
      Condition: { StringLike: { 's3:prefix': 'in/*' } },
    };
    const list = (query: string) => call('GET', '/clinic', { query, ...asAda(lists) });
    expect(await list('list-type=2&prefix=in%2F2026')).toMatchObject({ status: 200 });
    expect(await list('list-type=2&prefix=out%2F')).toMatchObject({ status: 403 });
    expect(await list('list-type=2')).toMatchObject({ status: 403 });
    expect(await call('HEAD', '/clinic', asAda(lists))).toMatchObject({ status: 403, text: '' });
  });

  it('decide about each key of a deletion of many', async () => {
    const deletes = { Effect: 'Allow', Action: 's3:DeleteObject', Resource: `${bucket}/a` };
    const body = '<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>';
    const answer = await call('POST', '/clinic', { query: 'delete', body, ...asAda(deletes) });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<Deleted><Key>a</Key></Deleted>');
    expect(answer.text).toContain('<Error><Key>b</Key><Code>AccessDenied</Code>');
    expect(await call('GET', '/clinic/a')).toMatchObject({ status: 404 });
    expect(await call('GET', '/clinic/b')).toMatchObject({ status: 200 });
  });

  it('let nobody see by a condition what may not be read', async () => {
    const writes = { Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: `${bucket}/*` };
    const etag = (await call('HEAD', '/clinic/a')).headers['etag']!;
    for (const value of [etag, '"other"']) {
      const options = { headers: { 'if-match': value }, ...asAda(writes) };
      expect(await call('PUT', '/clinic/a', { ...options, body: 'y' })).toMatchObject({ status: 403 });
      expect(await call('DELETE', '/clinic/a', options)).toMatchObject({ status: 403 });
    }
    expect((await call('GET', '/clinic/a')).text).toBe('of a');
  });
});
