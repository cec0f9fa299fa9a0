import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthenticator } from '../authenticate.js';
import { oneCredential } from '../credential/credential.js';
import { signedFetch } from './signed-fetch.js';

const credentials = { accessKeyId: 'AKIAEXAMPLEEXAMPLE22', secretAccessKey: 'secret' };
const authenticate = createAuthenticator({
  credentials: oneCredential(credentials.accessKeyId, {
    secretAccessKey: credentials.secretAccessKey,
    identity: { kind: 'root', account: '000000000000' },
  }),
  region: 'us-east-1',
  services: ['healthlake', 's3'],
  now: Date.now,
  maxBufferedBody: 1024,
});

/** Answers with what it was sent, or the code of the failure. */
const server = createServer((incoming, outgoing) => {
  const [path = '', query = ''] = (incoming.url ?? '').split('?');
  void authenticate({
    method: incoming.method ?? '',
    path,
    query,
    headers: incoming.headers as Record<string, string>,
    rawHeaders: incoming.rawHeaders,
    body: incoming,
    signal: new AbortController().signal,
    requestId: '',
  }).then(async (outcome) => {
    outgoing.end('principal' in outcome ? await buffer(outcome.request.body) : outcome.code);
  });
});
let base: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(['healthlake', 's3'])('what it sends for %s passes', async (service) => {
  const send = signedFetch({ credentials, region: 'us-east-1', service });
  const address = `${base}/a%20b/(c)?name=Ada%20L&code=http://loinc.org|1&empty`;
  const response = await send(address, { method: 'POST', headers: { 'X-Amz-Note': 'a  b' }, body: 'ä body' });
  expect(await response.text()).toBe('ä body');
  expect(await (await send(base)).text()).toBe('');
});

test('another secret does not', async () => {
  const other = { ...credentials, secretAccessKey: 'other' };
  const send = signedFetch({ credentials: other, region: 'us-east-1', service: 's3' });
  expect(await (await send(base)).text()).toBe('signature-mismatch');
});
