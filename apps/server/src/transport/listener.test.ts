import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, type Listener } from './listener.js';

const listenOptions = {
  host: '127.0.0.1',
  port: 0,
  maxConnections: 100,
  slowClients: { bytesPerSecond: 256, windowMs: 30_000 },
  log: { info: () => undefined, error: () => undefined },
};
let listener: Listener;
beforeAll(async () => {
  listener = await listen(listenOptions, (incoming, outgoing) => {
    outgoing.end(`the address has ${String(incoming.url?.length)} characters`);
    return Promise.resolve();
  });
});
afterAll(() => listener.close(0));

/** Sends bytes as they are, and reads all that is answered. */
function answerTo(request: string): Promise<string> {
  const socket = connect(listener.port, '127.0.0.1');
  socket.write(request);
  return text(socket);
}
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

describe('addresses', () => {
  test('of a search with 5,000 values are taken', async () => {
    const path = `/Observation?code=${Array.from({ length: 5_000 }, (_, index) => `http%3A%2F%2Floinc.org%7C${String(10_000 + index)}-1`).join()}`;
    expect(path.length).toBeGreaterThan(160_000);
    const answer = await answerTo(get(path));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain(`the address has ${String(path.length)} characters`);
  });

  test('that are longer than that are refused in words', async () => {
    const answer = await answerTo(get(`/Observation?code=${'x'.repeat(600 * 1024)}`));
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('more than 524288 bytes');
    expect(answer).toContain('POST to _search');
  });
});

test('what is no HTTP is told so', async () => {
  expect(await answerTo('what is this?\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*This is no HTTP request\.\n$/);
});
