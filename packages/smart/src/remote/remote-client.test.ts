import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveJson, type TestServer } from '../testing/index.js';
import { createRemoteClient, type RemoteRequest } from './remote-client.js';

let server: TestServer;
beforeAll(async () => {
  server = await serveJson(async ({ path }) => {
    switch (path) {
      case '/moved':
        return { status: 302, headers: { location: '/good' }, body: {} };
      case '/large':
        return { body: JSON.stringify('x'.repeat(2_000)) };
      case '/slow':
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return { body: {} };
      case '/text':
        return { body: 'no JSON' };
      default:
        return { body: { good: true } };
    }
  });
});
afterAll(() => server.close());

const open = createRemoteClient({ allowPrivate: true });
const closed = createRemoteClient({ allowPrivate: false });
afterAll(() => {
  open.close();
  closed.close();
});
const request = (path: string, changes: Partial<RemoteRequest> = {}): RemoteRequest => ({
  url: `${server.url}${path}`,
  method: 'GET',
  timeoutMs: 5_000,
  maxBytes: 1_000,
  ...changes,
});

describe('a request to another server', () => {
  it('has its answer read as JSON', async () => {
    expect(await open.send(request('/good'))).toEqual({ status: 200, body: { good: true } });
    expect(await open.send(request('/text'))).toEqual({ status: 200, body: undefined });
  });

  it('carries a body', async () => {
    await open.send(request('/post', { method: 'POST', body: 'ä=1', headers: { 'x-a': 'b' } }));
    expect(server.asked.at(-1)).toMatchObject({
      body: 'ä=1',
      headers: { 'x-a': 'b', 'content-length': '4' },
    });
  });

  it('follows no redirect', async () => {
    expect(await open.send(request('/moved'))).toMatchObject({ status: 302 });
    expect(server.asked.at(-1)?.path).toBe('/moved');
  });

  it('reads no more than it may', async () => {
    await expect(open.send(request('/large'))).rejects.toThrow('answered with more than 1000 bytes');
  });

  it('waits no longer than it may', async () => {
    await expect(open.send(request('/slow', { timeoutMs: 100 }))).rejects.toThrow('did not answer in 100 ms');
  });

  it('says where nobody answers, and nothing of what was sent', async () => {
    const gone = await serveJson(() => ({}));
    await gone.close();
    const sent = { url: `${gone.url}/?secret`, method: 'POST', body: 'secret' } as const;
    const error: unknown = await open.send(request('/', sent)).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(/127\.0\.0\.1:\d+ .*ECONNREFUSED/);
    expect(String(error)).not.toContain('secret');
  });
});

describe('an address of a private network', () => {
  it.each([
    ['an address of this machine', () => `${server.url}/good`],
    ['a name that leads to this machine', () => `${server.url}/good`.replace('127.0.0.1', 'localhost')],
    ['the metadata of a cloud', () => 'https://169.254.169.254/latest/meta-data'],
    ['an IPv6 address', () => 'https://[::1]/'],
    ['a mapped address', () => 'https://[::ffff:10.0.0.1]/'],
    ['an address in another form', () => 'https://2130706433/'],
  ])('is not reached: %s', async (_, url) => {
    const before = server.asked.length;
    await expect(closed.send(request('', { url: url() }))).rejects.toThrow(
      'an address of this machine or a private network',
    );
    expect(server.asked.length).toBe(before);
  });

  it.each([
    ['plain HTTP', 'http://idp.example.org/jwks'],
    ['a file', 'file:///etc/passwd'],
    ['nothing', ''],
  ])('as little as %s', async (_, url) => {
    await expect(closed.send(request('', { url }))).rejects.toThrow(/must begin with https|is no URL/);
    await expect(open.send(request('', { url }))).rejects.toThrow(/must begin with https|is no URL/);
  });
});
