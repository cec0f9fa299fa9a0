import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { askedCaller, testCaller } from '@wellspring/access/testing';
import { WellspringError } from '@wellspring/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedObjects, type EmbeddedObjects } from '../embedded/embedded-objects.js';
import type { ObjectClient } from '../object-client.js';
import { objectClientContract } from '../testing/object-client-contract.js';
import { policyCaller, policyText, type WrittenStatement } from '../testing/policy-caller.js';
import { createAuthorizedClient } from './authorized-client.js';

let folder: string;
let embedded: EmbeddedObjects;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-authorized-client-'));
  embedded = await createEmbeddedObjects({ folder });
  await embedded.buckets.create('clinic');
  for (const key of ['in/a', 'in/b', 'private'])
    await embedded.objects.put('clinic', key, {
      body: [Buffer.from(`of ${key}`)],
      maxBytes: 100,
      description: { headers: {}, userMetadata: {}, tagging: key === 'in/b' ? 'phi=yes' : 'phi=no' },
    });
});
afterAll(() => rm(folder, { recursive: true }));

const bucket = 'arn:aws:s3:::clinic';
const session = {
  kind: 'session',
  arn: 'arn:aws:sts::000000000000:assumed-role/import/healthlake',
  roleArn: 'arn:aws:iam::000000000000:role/import',
  account: '000000000000',
} as const;
const acting = (...statements: readonly WrittenStatement[]): ObjectClient =>
  createAuthorizedClient({
    client: embedded.client(),
    caller: () => Promise.resolve(policyCaller(session, ...statements)),
    policies: embedded.policies,
  });
const allow = (action: string, resource: string, more: object = {}): WrittenStatement => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});
const denied = (action: string): unknown =>
  expect.objectContaining({
    constructor: WellspringError,
    code: 'access-denied',
    message: expect.stringContaining(
      `User: ${session.arn} is not authorized to perform: ${action} on resource: `,
    ) as string,
  });
const keysOf = async (client: ObjectClient, prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of client.list('clinic', prefix)) keys.push(key);
  return keys;
};

describe('where everything is allowed', () => {
  objectClientContract(() =>
    createAuthorizedClient({
      client: embedded.client(),
      caller: () => Promise.resolve(testCaller()),
      policies: embedded.policies,
    }),
  );
});

describe('a role', () => {
  it('reads what it may read', async () => {
    const client = acting(allow('s3:GetObject', `${bucket}/in/*`));
    expect((await buffer((await client.get('clinic', 'in/a')).body)).toString()).toBe('of in/a');
    expect((await client.head('clinic', 'in/a')).size).toBe(7);
    await expect(client.get('clinic', 'private')).rejects.toThrow(denied('s3:GetObject'));
    await expect(client.head('clinic', 'private')).rejects.toThrow(denied('s3:GetObject'));
  });

  it('hears of a missing object only where it may list the bucket', async () => {
    const reads = allow('s3:GetObject', `${bucket}/*`);
    await expect(acting(reads).get('clinic', 'gone')).rejects.toThrow(denied('s3:ListBucket'));
    await expect(acting().get('clinic', 'gone')).rejects.toThrow(denied('s3:GetObject'));
    await expect(acting().get('nowhere', 'gone')).rejects.toThrow(denied('s3:GetObject'));
    const seeing = acting(reads, allow('s3:ListBucket', bucket));
    await expect(seeing.get('clinic', 'gone')).rejects.toThrow('The specified key does not exist.');
  });

  it('reads by the tags that an object has', async () => {
    const only = { Condition: { StringEquals: { 's3:ExistingObjectTag/phi': 'no' } } };
    const client = acting(allow('s3:GetObject', `${bucket}/*`, only));
    (await client.get('clinic', 'in/a')).body.destroy();
    await expect(client.get('clinic', 'in/b')).rejects.toThrow(denied('s3:GetObject'));
    await expect(client.head('clinic', 'in/b')).rejects.toThrow(denied('s3:GetObject'));
  });

  it('lists by prefix', async () => {
    const only = { Condition: { StringLike: { 's3:prefix': 'in/*' } } };
    const client = acting(allow('s3:ListBucket', bucket, only));
    expect(await keysOf(client, 'in/')).toEqual(['in/a', 'in/b']);
    await expect(keysOf(client, '')).rejects.toThrow(denied('s3:ListBucket'));
  });

  it('writes and deletes where it may, and with the key it may', async () => {
    const key = { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'key-1' };
    const client = acting(
      allow('s3:PutObject', `${bucket}/out/*`, { Condition: { StringEquals: key } }),
      allow('s3:DeleteObject', `${bucket}/out/*`),
    );
    await client.put('clinic', 'out/x', Buffer.from('x'), { kmsKeyId: 'key-1' });
    const unsent = Readable.from([Buffer.from('y')]);
    await expect(client.put('clinic', 'out/y', unsent, { kmsKeyId: 'key-2' })).rejects.toThrow(
      denied('s3:PutObject'),
    );
    expect(unsent.destroyed).toBe(true);
    await expect(client.put('clinic', 'in/x', Buffer.from('x'))).rejects.toThrow(denied('s3:PutObject'));
    await expect(client.delete('clinic', 'in/a')).rejects.toThrow(denied('s3:DeleteObject'));
    await client.delete('clinic', 'out/x');
    expect(await keysOf(acting(allow('s3:ListBucket', bucket)), '')).toEqual(['in/a', 'in/b', 'private']);
  });

  it('goes by the policy of the bucket, too', async () => {
    const reads = allow('s3:GetObject', `${bucket}/*`, { Principal: { AWS: session.roleArn } });
    await embedded.buckets.set('clinic', 'policy', policyText(reads));
    (await acting().get('clinic', 'private')).body.destroy();
    await embedded.buckets.set('clinic', 'policy', policyText({ ...reads, Effect: 'Deny' }));
    const client = acting(allow('s3:*', '*'));
    await expect(client.get('clinic', 'private')).rejects.toThrow(/explicit deny in a resource-based policy/);
    await embedded.buckets.set('clinic', 'policy', undefined);
  });

  it('makes and looks for buckets only where it may', async () => {
    await expect(acting().ensureBucket('own')).rejects.toThrow(denied('s3:CreateBucket'));
    await expect(acting().bucketExists('clinic')).rejects.toThrow(denied('s3:ListBucket'));
    await expect(acting().bucketExists('nowhere')).rejects.toThrow(denied('s3:ListBucket'));
  });
});

describe('what is taken from a role', () => {
  it('counts at the next access, also within a list', async () => {
    let statements: readonly WrittenStatement[] = [allow('s3:*', '*')];
    const client = createAuthorizedClient({
      client: { ...embedded.client(), list: many },
      caller: () => Promise.resolve(policyCaller(session, ...statements)),
      policies: embedded.policies,
    });
    await client.put('clinic', 'x', Buffer.from('x'));
    let listed = 0;
    const list = async (): Promise<void> => {
      for await (const { key } of client.list('clinic', '')) {
        if (key === '10') statements = [];
        listed += 1;
      }
    };
    await expect(list()).rejects.toThrow(denied('s3:ListBucket'));
    // As over HTTP, where it is asked for each page of 1,000.
    expect(listed).toBe(1000);
    await expect(client.delete('clinic', 'x')).rejects.toThrow(denied('s3:DeleteObject'));
  });

  it('is everything, where nobody may act as it any more', async () => {
    const { caller, asked } = askedCaller();
    let isThere = true;
    const client = createAuthorizedClient({
      client: embedded.client(),
      caller: () =>
        isThere ? Promise.resolve(caller) : Promise.reject(new WellspringError('access-denied', 'no')),
      policies: undefined,
    });
    (await client.get('clinic', 'in/a')).body.destroy();
    isThere = false;
    await expect(client.get('clinic', 'in/a')).rejects.toThrow('no');
    expect(asked).toHaveLength(1);
  });

  async function* many() {
    for (let at = 0; at < 2500; at++) {
      await Promise.resolve();
      yield { key: String(at), size: 0, etag: '', lastModified: new Date(0) };
    }
  }
});
