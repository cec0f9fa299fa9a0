import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3Listener, testCredentials, testRegion, type S3Listener } from '../testing/s3-listener.js';

/**
 * What older SDKs send: each chunk of the body signed, the signatures chained
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html). Signed here from scratch.
 */
let listener: S3Listener;
beforeAll(async () => {
  listener = await startS3Listener();
  await listener.embedded.client().ensureBucket('chunks');
});
afterAll(() => listener.close());

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

async function putInChunks(chunks: readonly Buffer[], tamper: (body: Buffer) => Buffer = (body) => body) {
  const url = new URL(`${listener.endpoint}/chunks/object`);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${testRegion}/s3/aws4_request`;
  const key = ['s3', 'aws4_request'].reduce(
    hmac,
    hmac(hmac(`AWS4${testCredentials.secretAccessKey}`, time.slice(0, 8)), testRegion),
  );
  const payload = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  const signed: Record<string, string> = {
    'content-encoding': 'aws-chunked',
    host: url.host,
    'x-amz-content-sha256': payload,
    'x-amz-date': time,
    'x-amz-decoded-content-length': String(Buffer.concat(chunks).length),
  };
  const names = Object.keys(signed).join(';');
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['PUT', url.pathname, '', lines.join(''), names, payload].join('\n');
  const seed = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  let previous = seed;
  const body = [...chunks, Buffer.alloc(0)].map((chunk) => {
    const toSign = ['AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, sha256(''), sha256(chunk)].join('\n');
    previous = hmac(key, toSign).toString('hex');
    const start = `${chunk.length.toString(16)};chunk-signature=${previous}\r\n`;
    return Buffer.concat([Buffer.from(start), chunk, Buffer.from('\r\n')]);
  });
  const credential = `Credential=${testCredentials.accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${seed}`;
  const response = await fetch(url, {
    method: 'PUT',
    headers: { ...signed, authorization },
    body: new Uint8Array(tamper(Buffer.concat(body))),
  });
  return { status: response.status, text: await response.text() };
}

describe('a body in signed chunks', () => {
  const chunks = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1024, 'b')];

  it('is stored without its chunk headers', async () => {
    expect(await putInChunks(chunks)).toMatchObject({ status: 200 });
    expect(await listener.embedded.client().head('chunks', 'object')).toMatchObject({
      size: 66_560,
      etag: createHash('md5').update(Buffer.concat(chunks)).digest('hex'),
    });
    expect((await listener.embedded.objects.find('chunks', 'object'))?.headers).not.toHaveProperty(
      'content-encoding',
    );
    await listener.embedded.client().delete('chunks', 'object');
  });

  it('is not stored with a byte changed, or its end missing', async () => {
    const changed = await putInChunks(chunks, (body) => {
      body[70_000 - 4000]! ^= 1;
      return body;
    });
    expect([changed.status, /<Code>(.*)<\/Code>/.exec(changed.text)?.[1]]).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    const cut = await putInChunks(chunks, (body) => body.subarray(0, -86));
    expect([cut.status, /<Code>(.*)<\/Code>/.exec(cut.text)?.[1]]).toEqual([400, 'IncompleteBody']);
    expect(await listener.embedded.objects.find('chunks', 'object')).toBeUndefined();
    expect(listener.failures).toEqual([]);
  });
});
