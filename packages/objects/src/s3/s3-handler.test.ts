import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChecksum, type ChecksumAlgorithm } from '../checksum/checksum.js';
import { createEmbeddedObjects, type EmbeddedObjects } from '../embedded/embedded-objects.js';
import { callHandler } from '../testing/handler-call.js';
import { createS3Handler } from './s3-handler.js';

let outside: string;
let folder: string;
let embedded: EmbeddedObjects;
let call: ReturnType<typeof callHandler>;
const failures: unknown[] = [];
beforeAll(async () => {
  outside = await mkdtemp(path.join(tmpdir(), 'wellspring-s3-handler-'));
  folder = path.join(outside, 'objects');
  embedded = await createEmbeddedObjects({ folder });
  await embedded.buckets.create('bucket');
  const options = { region: 'us-east-1', accountId: '000000000000' };
  call = callHandler(createS3Handler(embedded, { ...options, onFailure: (error) => failures.push(error) }));
});
afterAll(async () => {
  await rm(outside, { recursive: true });
  expect(failures).toEqual([]);
});

const temporaryFiles = (): Promise<string[]> => readdir(path.join(folder, '.temporary'));
const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
function checksum(algorithm: ChecksumAlgorithm, text: string): string {
  const running = startChecksum(algorithm);
  running.update(Buffer.from(text));
  return running.digest().toString('base64');
}

describe('paths', () => {
  it.each([
    ['/bucket/../../../etc/passwd', '../../../etc/passwd'],
    ['/bucket/..%2f..%2fescape', '../../escape'],
    ['/bucket/%2e%2e/%2e%2e/escape', '../../escape'],
    ['/bucket/a/../../../../escape', 'a/../../../../escape'],
    ['/bucket//etc/passwd', '/etc/passwd'],
    ['/bucket/C:%5Cwindows', 'C:\\windows'],
    ['/bucket/..%5c..%5cescape', '..\\..\\escape'],
    ['/bucket/.', '.'],
    ['/bucket/..', '..'],
    ['/bucket/bucket.json', 'bucket.json'],
    ['/bucket/~', '~'],
  ])('%s stays in its bucket', async (address, key) => {
    expect((await call('PUT', address, { body: 'kept inside' })).status).toBe(200);
    expect((await call('GET', address)).text).toBe('kept inside');
    expect((await embedded.client().head('bucket', key)).size).toBe(11);
    expect(await readdir(outside)).toEqual(['objects']);
    expect((await readdir(folder)).sort()).toEqual(['.temporary', 'bucket']);
    expect((await readdir(path.join(folder, 'bucket'))).sort()).toEqual([
      'bucket.json',
      'objects',
      'uploads',
    ]);
    expect((await call('DELETE', address)).status).toBe(204);
  });

  it.each([
    ['/bucket/a%00b', 400, 'InvalidURI'],
    ['/bucket/%ff', 400, 'InvalidURI'],
    ['/bucket/%zz', 400, 'InvalidURI'],
    [`/bucket/${'x'.repeat(1025)}`, 400, 'KeyTooLongError'],
    [`/bucket/${'%C3%A9'.repeat(513)}`, 400, 'KeyTooLongError'],
    ['/..', 400, 'InvalidBucketName'],
    ['/..%2f..', 400, 'InvalidBucketName'],
    ['/../escape', 404, 'NoSuchBucket'],
    ['/%2e%2e/escape', 404, 'NoSuchBucket'],
    ['/..%2fescape/x', 404, 'NoSuchBucket'],
    ['/.temporary/x', 404, 'NoSuchBucket'],
    ['/bucket%00/x', 404, 'NoSuchBucket'],
    ['//x', 400, 'InvalidBucketName'],
  ])('%s is refused: %d %s', async (address, status, code) => {
    expect(await call('PUT', address, { body: 'x' })).toMatchObject({ status, code });
    expect(await readdir(outside)).toEqual(['objects']);
  });

  it('does not follow a symbolic link, of a file or of a folder', async () => {
    await mkdir(path.join(outside, 'secret'));
    await writeFile(path.join(outside, 'secret', 'x@'), 'secret');
    const objects = path.join(folder, 'bucket', 'objects');
    await symlink(path.join(outside, 'secret'), path.join(objects, 'linked'));
    await symlink(path.join(outside, 'secret', 'x@'), path.join(objects, 'link@'));
    expect((await call('GET', '/bucket/linked/x')).code).toBe('NoSuchKey');
    expect((await call('GET', '/bucket/link')).code).toBe('NoSuchKey');
    expect((await call('DELETE', '/bucket/linked/x')).status).toBe(204);
    expect((await call('GET', '/bucket')).text).not.toContain('link');
    expect((await call('PUT', '/bucket/linked/y', { body: 'x' })).status).toBe(500);
    expect(await readdir(path.join(outside, 'secret'))).toEqual(['x@']);
    expect(await readFile(path.join(outside, 'secret', 'x@'), 'utf8')).toBe('secret');
    expect(await temporaryFiles()).toEqual([]);
    await rm(path.join(objects, 'linked'));
    await rm(path.join(objects, 'link@'));
    await rm(path.join(outside, 'secret'), { recursive: true });
  });
});

describe('what is sent is what is stored', () => {
  it.each(['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const)(
    '%s in a header',
    async (algorithm) => {
      const name = `x-amz-checksum-${algorithm}`;
      const value = checksum(algorithm, 'hello');
      const put = await call('PUT', '/bucket/sum', { body: 'hello', headers: { [name]: value } });
      expect(put.headers).toMatchObject({ [name]: value, 'x-amz-checksum-type': 'FULL_OBJECT' });
      const plain = await call('HEAD', '/bucket/sum');
      expect(plain.headers).not.toHaveProperty(name);
      const asked = await call('HEAD', '/bucket/sum', { headers: { 'x-amz-checksum-mode': 'ENABLED' } });
      expect(asked.headers).toMatchObject({ [name]: value, 'content-length': '5' });
    },
  );

  it('a checksum behind the body', async () => {
    const headers = { 'x-amz-trailer': 'x-amz-checksum-crc32', 'content-encoding': 'gzip,aws-chunked' };
    const trailers = { 'x-amz-checksum-crc32': checksum('crc32', 'hello') };
    expect(await call('PUT', '/bucket/trailed', { body: 'hello', headers, trailers })).toMatchObject({
      status: 200,
      headers: trailers,
    });
    expect((await call('HEAD', '/bucket/trailed')).headers['content-encoding']).toBe('gzip');
  });

  const other = checksum('crc32', 'other');
  it.each([
    ['another MD5', { 'content-md5': md5('other') }, {}, 'BadDigest'],
    ['an MD5 that is none', { 'content-md5': 'abc' }, {}, 'InvalidDigest'],
    ['another checksum', { 'x-amz-checksum-crc32': other }, {}, 'BadDigest'],
    ['a checksum that is none', { 'x-amz-checksum-crc32': 'abc' }, {}, 'InvalidRequest'],
    [
      'two checksums',
      { 'x-amz-checksum-crc32': other, 'x-amz-checksum-sha1': checksum('sha1', 'hello') },
      {},
      'InvalidRequest',
    ],
    [
      'another trailer',
      { 'x-amz-trailer': 'x-amz-checksum-crc32' },
      { 'x-amz-checksum-crc32': other },
      'BadDigest',
    ],
    ['no trailer', { 'x-amz-trailer': 'x-amz-checksum-crc32' }, {}, 'InvalidRequest'],
    ['an unknown trailer', { 'x-amz-trailer': 'x-amz-checksum-md4' }, {}, 'InvalidRequest'],
    ['a checksum only announced', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, {}, 'InvalidRequest'],
    ['fewer bytes', { 'content-length': '6' }, {}, 'IncompleteBody'],
    ['more than 5 GiB', { 'content-length': '5368709121' }, {}, 'EntityTooLarge'],
    ['a length that is none', { 'content-length': '5.5' }, {}, 'InvalidArgument'],
    ['too much metadata', { 'x-amz-meta-a': 'x'.repeat(2048) }, {}, 'MetadataTooLarge'],
    [
      'unknown encryption',
      { 'x-amz-server-side-encryption': 'rot13' },
      {},
      'InvalidEncryptionAlgorithmError',
    ],
    [
      "the customer's key",
      { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' },
      {},
      'NotImplemented',
    ],
    ['a public ACL', { 'x-amz-acl': 'public-read' }, {}, 'AccessControlListNotSupported'],
    ['a lock', { 'x-amz-object-lock-mode': 'COMPLIANCE' }, {}, 'InvalidRequest'],
    ['an unknown class', { 'x-amz-storage-class': 'SHELF' }, {}, 'InvalidArgument'],
    ['another owner', { 'x-amz-expected-bucket-owner': '111111111111' }, {}, 'AccessDenied'],
  ])('nothing with %s', async (_, headers, trailers, code) => {
    expect((await call('PUT', '/bucket/refused', { body: 'hello', headers, trailers })).code).toBe(code);
    expect((await call('GET', '/bucket/refused')).code).toBe('NoSuchKey');
    expect(await temporaryFiles()).toEqual([]);
  });

  it('nothing without a length', async () => {
    const body = Readable.from([Buffer.from('hello')]);
    expect(await call('PUT', '/bucket/refused', { body })).toMatchObject({
      status: 411,
      code: 'MissingContentLength',
    });
  });

  it('the old object, where the new one is refused', async () => {
    await call('PUT', '/bucket/stays', { body: 'old' });
    await call('PUT', '/bucket/stays', { body: 'new', headers: { 'content-md5': md5('other') } });
    expect((await call('GET', '/bucket/stays')).text).toBe('old');
  });

  it('nothing when the client goes away', async () => {
    const body = new Readable({ read() {} });
    body.push('half');
    const put = call('PUT', '/bucket/gone', { body, headers: { 'content-length': '8' } });
    setTimeout(() => body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })), 50);
    expect((await put).code).toBe('RequestTimeout');
    expect((await call('GET', '/bucket/gone')).code).toBe('NoSuchKey');
    expect(await temporaryFiles()).toEqual([]);
  });
});

describe('what was said of an object comes back with it', () => {
  it('on GET and HEAD', async () => {
    const headers = {
      'content-type': 'application/fhir+ndjson',
      'cache-control': 'no-store',
      'content-disposition': 'attachment',
      'content-language': 'de',
      expires: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'x-amz-meta-source': 'ward 7',
      'x-amz-meta-__proto__': 'x',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:us-east-1:000000000000:key/1',
    };
    const put = await call('PUT', '/bucket/described', {
      body: 'hello',
      headers: { ...headers, 'x-amz-tagging': 'a=1&b=2' },
    });
    expect(put.headers).toMatchObject({ 'x-amz-server-side-encryption': 'aws:kms' });
    for (const method of ['GET', 'HEAD']) {
      const answer = await call(method, '/bucket/described');
      expect(answer).toMatchObject({ status: 200, text: method === 'GET' ? 'hello' : '' });
      expect(answer.headers).toMatchObject({
        ...headers,
        etag: '"5d41402abc4b2a76b9719d911017c592"',
        'content-length': '5',
        'accept-ranges': 'bytes',
        'x-amz-tagging-count': '2',
        'x-amz-request-id': 'request-1',
      });
      expect(answer.headers['last-modified']).toMatch(/^[A-Z][a-z]{2}, \d\d .* GMT$/);
    }
    const tags = await call('GET', '/bucket/described', { query: 'tagging' });
    expect(tags.text).toContain(
      '<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value>2</Value></Tag>',
    );
  });

  it('with a content type where none was given', async () => {
    await call('PUT', '/bucket/plain', { body: 'x' });
    expect((await call('HEAD', '/bucket/plain')).headers['content-type']).toBe('binary/octet-stream');
  });

  it('unless the request overrides it', async () => {
    await call('PUT', '/bucket/plain', { body: 'x' });
    const query = 'response-content-type=text%2Fplain&response-content-disposition=attachment';
    expect((await call('GET', '/bucket/plain', { query })).headers).toMatchObject({
      'content-type': 'text/plain',
      'content-disposition': 'attachment',
    });
    const injected = await call('GET', '/bucket/plain', { query: 'response-content-type=a%0d%0ab:c' });
    expect(injected.code).toBe('InvalidArgument');
  });

  it('from the query of a presigned address too', async () => {
    const query =
      'X-Amz-Signature=x&x-amz-meta-from=query&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32';
    expect((await call('PUT', '/bucket/presigned', { body: 'x', query })).status).toBe(200);
    expect((await call('HEAD', '/bucket/presigned')).headers['x-amz-meta-from']).toBe('query');
  });
});

describe('ranges and conditions', () => {
  beforeAll(async () => {
    await call('PUT', '/bucket/ten', { body: '0123456789' });
    await call('PUT', '/bucket/none', { body: '' });
  });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10', '4'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10', '2'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10', '2'],
    ['bytes=5-4', 200, '0123456789', undefined, '10'],
  ])('%s: %d', async (range, status, text, contentRange, length) => {
    const answer = await call('GET', '/bucket/ten', { headers: { range } });
    expect(answer).toMatchObject({ status, text });
    expect(answer.headers['content-range']).toBe(contentRange);
    expect(answer.headers['content-length']).toBe(length);
    const head = await call('HEAD', '/bucket/ten', { headers: { range } });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([status, length, '']);
  });

  it.each([
    ['/bucket/ten', 'bytes=10-'],
    ['/bucket/none', 'bytes=0-'],
  ])('%s has no %s', async (address, range) => {
    expect(await call('GET', address, { headers: { range } })).toMatchObject({
      status: 416,
      code: 'InvalidRange',
    });
  });

  it('answer 304 and 412', async () => {
    const etag = '"781e5e245d69b566979b86e28d23f2c7"'; // MD5("0123456789")
    const same = await call('GET', '/bucket/ten', { headers: { 'if-none-match': etag } });
    expect(same).toMatchObject({ status: 304, text: '', headers: { etag } });
    expect(same.headers).not.toHaveProperty('content-length');
    const failed = await call('GET', '/bucket/ten', { headers: { 'if-match': '"other"' } });
    expect(failed).toMatchObject({ status: 412, code: 'PreconditionFailed' });
  });

  it('let one of many writers through', async () => {
    const headers = { 'if-none-match': '*' };
    const writers = Array.from({ length: 8 }, (_, at) =>
      call('PUT', '/bucket/once', { body: String(at), headers }),
    );
    const statuses = (await Promise.all(writers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(7);
    expect(await temporaryFiles()).toEqual([]);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/bucket', 'policy', 404, 'NoSuchBucketPolicy'],
    ['GET', '/bucket', 'policyStatus', 404, 'NoSuchBucketPolicy'],
    ['GET', '/bucket', 'cors', 404, 'NoSuchCORSConfiguration'],
    ['GET', '/bucket', 'lifecycle', 404, 'NoSuchLifecycleConfiguration'],
    ['GET', '/bucket', 'website', 404, 'NoSuchWebsiteConfiguration'],
    ['GET', '/bucket', 'replication', 404, 'ReplicationConfigurationNotFoundError'],
    ['GET', '/bucket', 'object-lock', 404, 'ObjectLockConfigurationNotFoundError'],
    ['GET', '/bucket', 'encryption', 404, 'ServerSideEncryptionConfigurationNotFoundError'],
    ['GET', '/bucket', 'publicAccessBlock', 404, 'NoSuchPublicAccessBlockConfiguration'],
    ['GET', '/bucket', 'tagging', 404, 'NoSuchTagSet'],
    ['GET', '/bucket', 'inventory', 501, 'NotImplemented'],
    ['PUT', '/bucket', 'policy', 400, 'MalformedPolicy'],
    ['POST', '/bucket', 'policy', 405, 'MethodNotAllowed'],
    ['PUT', '/bucket', 'policyStatus', 501, 'NotImplemented'],
    ['PUT', '/bucket', 'acl', 501, 'NotImplemented'],
    ['DELETE', '/bucket', 'lifecycle', 501, 'NotImplemented'],
    ['DELETE', '/bucket', 'versioning', 405, 'MethodNotAllowed'],
    ['POST', '/bucket', '', 501, 'NotImplemented'],
    ['PATCH', '/bucket', '', 405, 'MethodNotAllowed'],
    ['PUT', '/bucket/x', 'acl', 501, 'NotImplemented'],
    ['PUT', '/bucket/x', 'tagging', 501, 'NotImplemented'],
    ['PUT', '/bucket/x', 'retention', 501, 'NotImplemented'],
    ['PUT', '/bucket/x', 'partNumber=1', 400, 'InvalidArgument'],
    ['PUT', '/bucket/x', 'uploadId=none&partNumber=1', 404, 'NoSuchUpload'],
    ['PUT', '/bucket/x', 'uploadId=..%2f..&partNumber=1', 404, 'NoSuchUpload'],
    ['PUT', '/bucket/x', 'uploadId=none&partNumber=10001', 400, 'InvalidArgument'],
    ['GET', '/bucket/x', 'versionId=abc', 404, 'NoSuchVersion'],
    ['GET', '/bucket', 'max-keys=x', 400, 'InvalidArgument'],
    ['GET', '/bucket', 'encoding-type=gzip', 400, 'InvalidArgument'],
    ['GET', '/bucket', 'list-type=2&continuation-token=%21', 400, 'InvalidArgument'],
    ['GET', '/missing', '', 404, 'NoSuchBucket'],
    ['GET', '/missing/x', '', 404, 'NoSuchBucket'],
    ['POST', '/', '', 405, 'MethodNotAllowed'],
  ])('%s %s?%s: %d %s', async (method, address, query, status, code) => {
    expect(await call(method, address, { query })).toMatchObject({ status, code });
  });

  it('is told in XML with the resource and the request id, and without to HEAD', async () => {
    const answer = await call('GET', '/bucket/a%3Cb');
    expect(answer.headers['content-type']).toBe('application/xml');
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Resource>/bucket/a%3Cb</Resource><RequestId>request-1</RequestId></Error>',
    );
    expect(await call('HEAD', '/bucket/a%3Cb')).toMatchObject({ status: 404, text: '' });
  });

  it.each([
    'logging',
    'notification',
    'accelerate',
    'requestPayment',
    'ownershipControls',
    'acl',
    'versioning',
  ])('of %s has an answer all the same', async (query) => {
    expect((await call('GET', '/bucket', { query })).status).toBe(200);
  });
});

describe('XML bodies', () => {
  it.each([
    ['no XML', 'hello'],
    ['another root', '<Other/>'],
    ['no key', '<Delete><Object/></Delete>'],
    ['no objects', '<Delete></Delete>'],
    ['entities', '<!DOCTYPE d [<!ENTITY e "x">]><Delete><Object><Key>&e;</Key></Object></Delete>'],
    ['1001 objects', `<Delete>${'<Object><Key>x</Key></Object>'.repeat(1001)}</Delete>`],
  ])('with %s are refused', async (_, body) => {
    expect((await call('POST', '/bucket', { query: 'delete', body })).code).toBe('MalformedXML');
  });

  it('are bounded', async () => {
    const body = `<Delete>${' '.repeat(9_000_000)}</Delete>`;
    expect((await call('POST', '/bucket', { query: 'delete', body })).code).toBe('EntityTooLarge');
  });

  it('delete what can be deleted, and tell of the rest', async () => {
    await call('PUT', '/bucket/d&1', { body: 'x' });
    const body = `<Delete><Object><Key>d&amp;1</Key></Object><Object><Key>${'x'.repeat(1025)}</Key></Object></Delete>`;
    const answer = await call('POST', '/bucket', { query: 'delete', body });
    expect(answer.text).toContain('<Deleted><Key>d&amp;1</Key></Deleted>');
    expect(answer.text).toContain('<Code>KeyTooLongError</Code>');
    expect((await call('GET', '/bucket/d&1')).code).toBe('NoSuchKey');
  });
});
