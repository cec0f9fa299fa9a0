import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askedCaller } from '@wellspring/access/testing';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createEmbeddedObjects, type EmbeddedObjects } from '../embedded/embedded-objects.js';
import { ada, policyCaller } from '../testing/policy-caller.js';
import { callHandler, type CallOptions } from '../testing/handler-call.js';
import { operations } from './operations.js';
import { createS3Handler } from './s3-handler.js';

let folder: string;
let embedded: EmbeddedObjects;
let call: ReturnType<typeof callHandler>;
let upload: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-s3-permissions-'));
  embedded = await createEmbeddedObjects({ folder });
  await embedded.buckets.create('clinic');
  call = callHandler(createS3Handler(embedded, { region: 'us-east-1', accountId: '000000000000' }));
  const tagged = { headers: { 'x-amz-tagging': 'phi=no&team=a' }, body: 'x' };
  await call('PUT', '/clinic/in/a', tagged);
  const begun = await call('POST', '/clinic/big', { query: 'uploads' });
  upload = /<UploadId>(.*)<\/UploadId>/.exec(begun.text)![1]!;
});
afterAll(() => rm(folder, { recursive: true }));

const bucket = 'arn:aws:s3:::clinic';
const a = `${bucket}/in/a`;

interface Row {
  readonly operation: keyof typeof operations;
  readonly request: readonly [method: string, address: string, query?: string, options?: CallOptions];
  /** Actions and ARNs as the Service Authorization Reference has them. */
  readonly asks: readonly (readonly [action: string, resource: string])[];
}

const row = (operation: Row['operation'], request: Row['request'], ...asks: Row['asks']): Row => ({
  operation,
  request,
  asks,
});
const setting = (operation: Row['operation'], method: string, query: string, action: string): Row =>
  row(operation, [method, '/clinic', query], [`s3:${action}`, bucket]);
const xml = (body: string): CallOptions => ({ body });
const copy = (source: string, headers: Readonly<Record<string, string>> = {}): CallOptions => ({
  headers: { 'x-amz-copy-source': source, ...headers },
});

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const rows = (): readonly Row[] => [
  row('ListBuckets', ['GET', '/'], ['s3:ListAllMyBuckets', '*']),
  row('CreateBucket', ['PUT', '/other-clinic'], ['s3:CreateBucket', 'arn:aws:s3:::other-clinic']),
  row('DeleteBucket', ['DELETE', '/other-clinic'], ['s3:DeleteBucket', 'arn:aws:s3:::other-clinic']),
  row('HeadBucket', ['HEAD', '/clinic'], ['s3:ListBucket', bucket]),
  row('GetBucketLocation', ['GET', '/clinic', 'location'], ['s3:GetBucketLocation', bucket]),
  row('ListObjects', ['GET', '/clinic'], ['s3:ListBucket', bucket]),
  row('ListObjectsV2', ['GET', '/clinic', 'list-type=2'], ['s3:ListBucket', bucket]),
  row('ListObjectVersions', ['GET', '/clinic', 'versions'], ['s3:ListBucketVersions', bucket]),
  row('ListMultipartUploads', ['GET', '/clinic', 'uploads'], ['s3:ListBucketMultipartUploads', bucket]),
  row(
    'DeleteObjects',
    [
      'POST',
      '/clinic',
      'delete',
      xml(
        '<Delete><Object><Key>x</Key></Object><Object><Key>y</Key><VersionId>null</VersionId></Object><Object><Key>z</Key><ETag>e</ETag></Object></Delete>',
      ),
    ],
    ['s3:DeleteObject', `${bucket}/x`],
    ['s3:DeleteObjectVersion', `${bucket}/y`],
    ['s3:DeleteObject', `${bucket}/z`],
    ['s3:GetObject', `${bucket}/z`],
  ),
  setting('GetBucketPolicy', 'GET', 'policy', 'GetBucketPolicy'),
  setting('PutBucketPolicy', 'PUT', 'policy', 'PutBucketPolicy'),
  setting('DeleteBucketPolicy', 'DELETE', 'policy', 'DeleteBucketPolicy'),
  setting('GetBucketPolicyStatus', 'GET', 'policyStatus', 'GetBucketPolicyStatus'),
  setting('GetBucketVersioning', 'GET', 'versioning', 'GetBucketVersioning'),
  setting('PutBucketVersioning', 'PUT', 'versioning', 'PutBucketVersioning'),
  setting('GetBucketEncryption', 'GET', 'encryption', 'GetEncryptionConfiguration'),
  setting('PutBucketEncryption', 'PUT', 'encryption', 'PutEncryptionConfiguration'),
  setting('DeleteBucketEncryption', 'DELETE', 'encryption', 'PutEncryptionConfiguration'),
  setting('GetPublicAccessBlock', 'GET', 'publicAccessBlock', 'GetBucketPublicAccessBlock'),
  setting('PutPublicAccessBlock', 'PUT', 'publicAccessBlock', 'PutBucketPublicAccessBlock'),
  setting('DeletePublicAccessBlock', 'DELETE', 'publicAccessBlock', 'PutBucketPublicAccessBlock'),
  setting('GetBucketTagging', 'GET', 'tagging', 'GetBucketTagging'),
  setting('PutBucketTagging', 'PUT', 'tagging', 'PutBucketTagging'),
  setting('DeleteBucketTagging', 'DELETE', 'tagging', 'PutBucketTagging'),
  setting('GetBucketAccelerateConfiguration', 'GET', 'accelerate', 'GetAccelerateConfiguration'),
  setting('GetBucketAcl', 'GET', 'acl', 'GetBucketAcl'),
  setting('GetBucketCors', 'GET', 'cors', 'GetBucketCORS'),
  setting('GetBucketLifecycleConfiguration', 'GET', 'lifecycle', 'GetLifecycleConfiguration'),
  setting('GetBucketLogging', 'GET', 'logging', 'GetBucketLogging'),
  setting('GetBucketNotificationConfiguration', 'GET', 'notification', 'GetBucketNotification'),
  setting('GetBucketOwnershipControls', 'GET', 'ownershipControls', 'GetBucketOwnershipControls'),
  setting('GetBucketReplication', 'GET', 'replication', 'GetReplicationConfiguration'),
  setting('GetBucketRequestPayment', 'GET', 'requestPayment', 'GetBucketRequestPayment'),
  setting('GetBucketWebsite', 'GET', 'website', 'GetBucketWebsite'),
  setting('GetObjectLockConfiguration', 'GET', 'object-lock', 'GetBucketObjectLockConfiguration'),
  row('GetObject', ['GET', '/clinic/in/a'], ['s3:GetObject', a]),
  row('GetObject', ['GET', '/clinic/in/a', 'versionId=null'], ['s3:GetObjectVersion', a]),
  row('GetObject', ['GET', '/clinic/gone'], ['s3:GetObject', `${bucket}/gone`], ['s3:ListBucket', bucket]),
  row('HeadObject', ['HEAD', '/clinic/in/a'], ['s3:GetObject', a]),
  row('GetObjectAcl', ['GET', '/clinic/in/a', 'acl'], ['s3:GetObjectAcl', a]),
  row('GetObjectAcl', ['GET', '/clinic/in/a', 'acl&versionId=null'], ['s3:GetObjectVersionAcl', a]),
  row('GetObjectTagging', ['GET', '/clinic/in/a', 'tagging'], ['s3:GetObjectTagging', a]),
  row(
    'GetObjectTagging',
    ['GET', '/clinic/in/a', 'tagging&versionId=null'],
    ['s3:GetObjectVersionTagging', a],
  ),
  row('PutObject', ['PUT', '/clinic/p', '', { body: 'x' }], ['s3:PutObject', `${bucket}/p`]),
  row(
    'PutObject',
    ['PUT', '/clinic/p', '', { headers: { 'x-amz-tagging': 'phi=no', 'if-match': '*' }, body: 'x' }],
    ['s3:PutObject', `${bucket}/p`],
    ['s3:PutObjectTagging', `${bucket}/p`],
    ['s3:GetObject', `${bucket}/p`],
  ),
  row(
    'CopyObject',
    ['PUT', '/clinic/c', '', copy('clinic/in/a')],
    ['s3:PutObject', `${bucket}/c`],
    ['s3:GetObject', a],
    ['s3:GetObjectTagging', a],
    ['s3:PutObjectTagging', `${bucket}/c`],
  ),
  row(
    'CopyObject',
    ['PUT', '/clinic/c', '', copy('clinic/in/a?versionId=null', { 'x-amz-tagging-directive': 'REPLACE' })],
    ['s3:PutObject', `${bucket}/c`],
    ['s3:GetObjectVersion', a],
  ),
  row('DeleteObject', ['DELETE', '/clinic/p'], ['s3:DeleteObject', `${bucket}/p`]),
  row('DeleteObject', ['DELETE', '/clinic/p', 'versionId=null'], ['s3:DeleteObjectVersion', `${bucket}/p`]),
  row(
    'DeleteObject',
    ['DELETE', '/clinic/p', '', { headers: { 'if-match': '"e"' } }],
    ['s3:DeleteObject', `${bucket}/p`],
    ['s3:GetObject', `${bucket}/p`],
  ),
  row('CreateMultipartUpload', ['POST', '/clinic/big', 'uploads'], ['s3:PutObject', `${bucket}/big`]),
  row(
    'UploadPart',
    ['PUT', '/clinic/big', `uploadId=${upload}&partNumber=1`, { body: 'x' }],
    ['s3:PutObject', `${bucket}/big`],
  ),
  row(
    'UploadPartCopy',
    ['PUT', '/clinic/big', `uploadId=${upload}&partNumber=2`, copy('clinic/in/a')],
    ['s3:PutObject', `${bucket}/big`],
    ['s3:GetObject', a],
  ),
  row(
    'ListParts',
    ['GET', '/clinic/big', `uploadId=${upload}`],
    ['s3:ListMultipartUploadParts', `${bucket}/big`],
  ),
  row(
    'CompleteMultipartUpload',
    ['POST', '/clinic/big', `uploadId=${upload}`],
    ['s3:PutObject', `${bucket}/big`],
  ),
  row(
    'AbortMultipartUpload',
    ['DELETE', '/clinic/big', `uploadId=${upload}`],
    ['s3:AbortMultipartUpload', `${bucket}/big`],
  ),
];

describe('every operation', () => {
  test('is in the table below', () => {
    expect([...new Set(rows().map(({ operation }) => operation))].sort()).toEqual(
      Object.keys(operations).sort(),
    );
  });

  test('does nothing and tells nothing where it is not allowed', async () => {
    for (const { request, operation } of rows()) {
      const [method, address, query = '', options = {}] = request;
      const answer = await call(method, address, { ...options, query, caller: policyCaller(ada) });
      if (operation === 'DeleteObjects') {
        expect(answer.text.match(/<Code>AccessDenied<\/Code>/g)).toHaveLength(3);
        continue;
      }
      expect([operation, answer.status]).toEqual([operation, 403]);
      if (method === 'HEAD') expect(answer.text).toBe('');
      else expect([operation, answer.code]).toEqual([operation, 'AccessDenied']);
    }
    expect((await call('GET', '/clinic/in/a')).text).toBe('x');
    expect((await embedded.buckets.list()).map(({ name }) => name)).toEqual(['clinic']);
  });

  test('hears the same of a bucket that is there and of one that is not', async () => {
    for (const { request } of rows()) {
      const [method, address, query = '', options = {}] = request;
      const elsewhere = address.replace('/clinic', '/nowhere');
      const caller = policyCaller(ada);
      const here = await call(method, address, { ...options, query, caller });
      const there = await call(method, elsewhere, { ...options, query, caller });
      const same = (text: string): string => text.replaceAll('nowhere', 'clinic');
      expect([there.status, same(there.text)]).toEqual([here.status, here.text]);
    }
  });

  test('asks for its actions, and is noted by its name', async () => {
    for (const { operation, request, asks } of rows()) {
      const [method, address, query = '', options = {}] = request;
      const { caller, asked } = askedCaller();
      await call(method, address, { ...options, query, caller });
      expect([operation, ...asked.map(({ action, resource }) => [action, resource])]).toEqual([
        operation,
        ...asks,
      ]);
      expect(caller.record.eventName).toBe(operation);
      expect(caller.record.readOnly).toBe(method === 'GET' || method === 'HEAD');
    }
  });
});

describe('the keys of conditions', () => {
  const contextOf = async (...[method, address, query = '', options = {}]: Row['request']) => {
    const { caller, asked } = askedCaller();
    await call(method, address, { ...options, query, caller });
    const { context = {} } = asked[0]!;
    return Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
  };

  it('tell what a list is of', async () => {
    expect(await contextOf('GET', '/clinic', 'prefix=in/&delimiter=%2F&max-keys=7')).toEqual({
      's3:prefix': 'in/',
      's3:delimiter': '/',
      's3:max-keys': '7',
      's3:authType': 'REST-HEADER',
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      's3:ResourceAccount': '000000000000',
      'aws:ResourceAccount': '000000000000',
    });
  });

  it('tell what an upload is to have', async () => {
    const headers = {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-tagging': 'phi=no&team=a%20b',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    };
    expect(await contextOf('PUT', '/clinic/e', '', { headers, body: 'x' })).toMatchObject({
      's3:x-amz-server-side-encryption': 'aws:kms',
      's3:x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
      's3:x-amz-storage-class': 'STANDARD_IA',
      's3:RequestObjectTag/phi': 'no',
      's3:RequestObjectTag/team': 'a b',
      's3:RequestObjectTagKeys': ['phi', 'team'],
      's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
  });

  it('tell the tags of an object that is read', async () => {
    const tags = { 's3:ExistingObjectTag/phi': 'no', 's3:ExistingObjectTag/team': 'a' };
    for (const query of ['', 'tagging', 'acl'])
      expect(await contextOf('GET', '/clinic/in/a', query)).toMatchObject(tags);
  });

  it('tell how old a presigned address is', async () => {
    const made = new Date(Date.now() - 60_000).toISOString().replace(/[-:]|\.\d+/g, '');
    const context = await contextOf('GET', '/clinic/in/a', `X-Amz-Signature=0&X-Amz-Date=${made}`);
    expect(context).toMatchObject({
      's3:authType': 'REST-QUERY-STRING',
      's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
    // The date has whole seconds.
    expect(Number(context['s3:signatureAge'])).toBeGreaterThanOrEqual(60_000);
    expect(Number(context['s3:signatureAge'])).toBeLessThan(90_000);
  });
});

test('a request is noted with bucket and key, and with how it ended', async () => {
  const { caller } = askedCaller();
  const headers = { 'x-amz-meta-name': 'Ada', 'x-amz-tagging': 'mrn=1' };
  await call('PUT', '/clinic/in/a', { headers, body: 'x', caller });
  expect(caller.record).toMatchObject({
    eventName: 'PutObject',
    readOnly: false,
    resources: [
      { type: 'AWS::S3::Object', arn: a },
      { type: 'AWS::S3::Bucket', arn: bucket },
    ],
    requestParameters: { bucketName: 'clinic', key: 'in/a' },
    error: undefined,
  });
  expect(JSON.stringify(caller.record)).not.toMatch(/Ada|mrn/);
  const other = askedCaller().caller;
  await call('GET', '/clinic/gone', { caller: other });
  expect(other.record.error).toEqual({ code: 'NoSuchKey', message: 'The specified key does not exist.' });
});
