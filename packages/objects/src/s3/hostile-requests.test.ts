import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChecksum } from '../checksum/checksum.js';
import { createEmbeddedObjects, type EmbeddedObjects } from '../embedded/embedded-objects.js';
import { callHandler } from '../testing/handler-call.js';
import { createS3Handler } from './s3-handler.js';

let folder: string;
let embedded: EmbeddedObjects;
let call: ReturnType<typeof callHandler>;
const failures: unknown[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-s3-hostile-'));
  embedded = await createEmbeddedObjects({ folder });
  await embedded.buckets.create('bucket');
  const options = { region: 'us-east-1', accountId: '000000000000' };
  call = callHandler(createS3Handler(embedded, { ...options, onFailure: (error) => failures.push(error) }));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  expect(failures).toEqual([]);
});

const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
function crc32(text: string): string {
  const running = startChecksum('crc32');
  running.update(Buffer.from(text));
  return running.digest().toString('base64');
}

describe('text that could not be sent back as a header is not taken', () => {
  it.each([
    ['x-amz-meta-a', '1%0D%0ASet-Cookie:%20x=1'],
    ['x-amz-meta-a', '%E2%98%83'],
    ['x-amz-meta-a%20b', '1'],
    ['x-amz-meta-%E2%98%83', '1'],
    ['x-amz-website-redirect-location', '/x%0A'],
  ])('%s=%s of a presigned address', async (name, value) => {
    const query = `X-Amz-Signature=0&${name}=${value}`;
    const put = await call('PUT', '/bucket/presigned', { query, body: 'x' });
    expect(put).toMatchObject({ status: 400, code: 'InvalidArgument' });
    expect((await call('GET', '/bucket/presigned')).code).toBe('NoSuchKey');
  });

  it('but what could is', async () => {
    const query = 'X-Amz-Signature=0&x-amz-meta-a=caf%C3%A9+1';
    expect((await call('PUT', '/bucket/presigned', { query, body: 'x' })).status).toBe(200);
    expect((await call('GET', '/bucket/presigned')).headers).toMatchObject({ 'x-amz-meta-a': 'café 1' });
  });

  it.each(['a&#10;b', 'key&#x2603;'])('the key %s of a default encryption', async (key) => {
    const body = `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${key}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;
    expect((await call('PUT', '/bucket', { query: 'encryption', body })).code).toBe('MalformedXML');
  });
});

describe('a document is compared with its digests, too', () => {
  const body = '<Delete><Object><Key>kept</Key></Object></Delete>';
  const garbled = '<Delete><Object><Key>kepd</Key></Object></Delete>';

  it.each([
    [{ 'content-md5': md5(garbled) }, {}, 'BadDigest'],
    [{ 'content-md5': 'nonsense' }, {}, 'InvalidDigest'],
    [{ 'x-amz-checksum-crc32': crc32(garbled) }, {}, 'BadDigest'],
    [{ 'x-amz-trailer': 'x-amz-checksum-crc32' }, { 'x-amz-checksum-crc32': crc32(garbled) }, 'BadDigest'],
  ])('%j is refused', async (headers, trailers, code) => {
    await call('PUT', '/bucket/kept', { body: 'x' });
    expect(await call('POST', '/bucket', { query: 'delete', headers, trailers, body })).toMatchObject({
      status: 400,
      code,
    });
    expect((await call('GET', '/bucket/kept')).text).toBe('x');
  });

  it.each([
    [{ 'content-md5': md5(body) }, {}],
    [{ 'x-amz-checksum-crc32': crc32(body) }, {}],
    [{ 'x-amz-trailer': 'x-amz-checksum-crc32' }, { 'x-amz-checksum-crc32': crc32(body) }],
    [{}, {}],
  ])('%j is taken', async (headers, trailers) => {
    await call('PUT', '/bucket/kept', { body: 'x' });
    const answer = await call('POST', '/bucket', { query: 'delete', headers, trailers, body });
    expect(answer.text).toContain('<Deleted><Key>kept</Key></Deleted>');
    expect((await call('GET', '/bucket/kept')).code).toBe('NoSuchKey');
  });

  it('of a new bucket and of a setting', async () => {
    const headers = { 'content-md5': md5('other') };
    const location =
      '<CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>';
    expect((await call('PUT', '/new-bucket', { headers, body: location })).code).toBe('BadDigest');
    const versioning = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    const put = await call('PUT', '/bucket', { query: 'versioning', headers, body: versioning });
    expect(put.code).toBe('BadDigest');
  });
});

it('goes on with a range only where the object is still the same', async () => {
  const etag = (await call('PUT', '/bucket/ranged', { body: '0123456789' })).headers['etag']!;
  const get = (ifRange: string) =>
    call('GET', '/bucket/ranged', { headers: { range: 'bytes=2-3', 'if-range': ifRange } });
  expect(await get(etag)).toMatchObject({ status: 206, text: '23' });
  expect(await get('"of another"')).toMatchObject({ status: 200, text: '0123456789' });
});

it('does not promise a bucket with object lock', async () => {
  const headers = { 'x-amz-bucket-object-lock-enabled': 'true' };
  expect((await call('PUT', '/locked', { headers })).code).toBe('NotImplemented');
  expect(await embedded.buckets.get('locked')).toBeUndefined();
});

it('lists the buckets only to whoever asks for them', async () => {
  expect((await call('GET', '//bucket')).code).toBe('InvalidBucketName');
  expect((await call('GET', '/')).text).toContain('<Name>bucket</Name>');
});
