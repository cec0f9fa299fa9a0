import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Client, type S3ObjectClient } from './s3-client.js';
import { objectClientContract } from './testing/object-client-contract.js';
import { startS3Listener, testCredentials, testRegion, type S3Listener } from './testing/s3-listener.js';

let listener: S3Listener;
let client: S3ObjectClient;
beforeAll(async () => {
  listener = await startS3Listener();
  client = createS3Client({ endpoint: listener.endpoint, region: testRegion, credentials: testCredentials });
});
afterAll(async () => {
  client.close();
  await listener.close();
});

describe('an S3 over HTTP as an ObjectClient', () => {
  objectClientContract(() => client);

  it('fails by no fault of the server', () => {
    expect(listener.failures).toEqual([]);
  });
});

describe('an S3 whose connections break', () => {
  const content = Buffer.from('0123456789'.repeat(10_000));

  /** Serves the content, but breaks each of the first connections after a third of what is left. */
  async function breakingServer(broken: number, etagOf: (request: number) => string) {
    const ranges: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      ranges.push(request.headers.range);
      const number = ranges.length;
      const etag = etagOf(number);
      if (request.headers['if-match'] !== undefined && request.headers['if-match'] !== etag) {
        response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
        return;
      }
      const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const rest = content.subarray(start);
      const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
      response.writeHead(start > 0 ? 206 : 200, {
        etag,
        'content-length': rest.length,
        ...(start > 0 && range),
      });
      if (number > broken) response.end(rest);
      else
        response.write(rest.subarray(0, Math.ceil(rest.length / 3)), () => {
          response.destroy();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const reader = createS3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: testRegion,
      credentials: testCredentials,
      maxAttempts: 2,
    });
    const close = async (): Promise<void> => {
      reader.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { reader, ranges, close };
  }

  it('is read on where it broke', async () => {
    const { reader, ranges, close } = await breakingServer(3, () => '"one"');
    expect((await buffer((await reader.get('b', 'k')).body)).equals(content)).toBe(true);
    expect(ranges).toHaveLength(4);
    expect(ranges[0]).toBeUndefined();
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-99999$/);
    await close();
  });

  it('is not read on in another object', async () => {
    const { reader, close } = await breakingServer(1, (request) => (request === 1 ? '"one"' : '"two"'));
    await expect(buffer((await reader.get('b', 'k')).body)).rejects.toThrow(
      expect.objectContaining({ code: 's3-precondition-failed' }),
    );
    await close();
  });
});

describe('an S3 that does not serve', () => {
  it('refuses wrong credentials as access-denied', async () => {
    const stranger = createS3Client({
      endpoint: listener.endpoint,
      region: testRegion,
      credentials: { ...testCredentials, secretAccessKey: 'wrong' },
    });
    const denied = expect.objectContaining({ code: 'access-denied' }) as Error;
    await expect(stranger.put('contract', 'x', Buffer.from('x'))).rejects.toThrow(denied);
    await expect(stranger.get('contract', 'x')).rejects.toThrow(denied);
    await expect(stranger.bucketExists('contract')).rejects.toThrow(denied);
    stranger.close();
  });

  it('is unavailable where nobody listens', async () => {
    const lost = createS3Client({
      endpoint: 'http://127.0.0.1:1',
      region: testRegion,
      credentials: testCredentials,
      maxAttempts: 1,
    });
    const unavailable = expect.objectContaining({ code: 'object-store-unavailable' }) as Error;
    await expect(lost.head('contract', 'x')).rejects.toThrow(unavailable);
    await expect(lost.bucketExists('contract')).rejects.toThrow(unavailable);
    lost.close();
  });

  it('is unavailable where it never answers', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const waiting = createS3Client({
      endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      region: testRegion,
      credentials: testCredentials,
      maxAttempts: 1,
      requestTimeoutMs: 200,
    });
    await expect(waiting.head('contract', 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'object-store-unavailable' }),
    );
    waiting.close();
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});
