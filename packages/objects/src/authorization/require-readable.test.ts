import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WellspringError } from '@wellspring/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedObjects, type EmbeddedObjects } from '../embedded/embedded-objects.js';
import { ada, policyCaller, policyText } from '../testing/policy-caller.js';
import { requireReadable } from './require-readable.js';

let folder: string;
let embedded: EmbeddedObjects;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-require-readable-'));
  embedded = await createEmbeddedObjects({ folder });
  for (const bucket of ['clinic', 'closed']) await embedded.buckets.create(bucket);
  await embedded.objects.put('clinic', 'secret', {
    body: [],
    maxBytes: 0,
    description: { headers: {}, userMetadata: {}, tagging: 'phi=yes' },
  });
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::closed/*' };
  await embedded.buckets.set('closed', 'policy', policyText(deny));
});
afterAll(() => rm(folder, { recursive: true }));

const all = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const notTagged = {
  ...all,
  Effect: 'Deny',
  Condition: { StringEquals: { 's3:ExistingObjectTag/phi': 'yes' } },
};
const denied = expect.objectContaining({ constructor: WellspringError, code: 'access-denied' }) as unknown;

test.each([
  ['clinic', 'other'],
  ['clinic', 'x'.repeat(2000)],
  ['nowhere', 'other'],
])('%s/%s may be read as far as anybody knows', async (bucket, key) => {
  await requireReadable(policyCaller(ada, all, notTagged), { bucket, key }, embedded);
  await requireReadable(policyCaller(ada, all, notTagged), { bucket, key }, undefined);
  await expect(requireReadable(policyCaller(ada), { bucket, key }, embedded)).rejects.toThrow(denied);
});

test.each([
  ['closed', 'other'],
  ['clinic', 'secret'],
])('%s/%s may not, by the policy of the bucket or the tags of the object', async (bucket, key) => {
  const caller = policyCaller(ada, all, notTagged);
  await expect(requireReadable(caller, { bucket, key }, embedded)).rejects.toThrow(denied);
});
