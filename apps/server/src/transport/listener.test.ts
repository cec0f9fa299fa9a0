import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listen, type Listener } from './listener.js';
import { keepSelfSigned, selfSignedFiles } from './self-signed.js';

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

describe('over TLS', () => {
  let folder: string;
  let secure: Listener;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wellspring-listener-'));
    await keepSelfSigned(folder, '127.0.0.1');
    const certificate = selfSignedFiles(folder);
    secure = await listen({ ...listenOptions, certificate, handshakeMs: 300 }, (_, outgoing) => {
      outgoing.end();
      return Promise.resolve();
    });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const silent = async () => {
    const socket = connect(secure.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };

  test('a client that never agrees on TLS is cut off', async () => {
    const socket = await silent();
    socket.resume();
    await once(socket, 'close');
    await secure.close(0);
  });

  test('a client that speaks plain HTTP is cut off', async () => {
    const socket = await silent();
    socket.resume();
    socket.write(get('/'));
    await once(socket, 'close');
    await secure.close(0);
  });

  test('nobody keeps the server from stopping, also before they agreed on TLS', async () => {
    const socket = await silent();
    const began = performance.now();
    await secure.close(50);
    expect(performance.now() - began).toBeLessThan(250);
    socket.destroy();
  });
});

test('connections beyond the most there may be are closed as they come, and others go on', async () => {
  const narrow = await listen({ ...listenOptions, maxConnections: 1 }, (_, outgoing) => {
    outgoing.end('served');
    return Promise.resolve();
  });
  try {
    const first = connect(narrow.port, '127.0.0.1');
    await once(first, 'connect');
    const second = connect(narrow.port, '127.0.0.1');
    second.on('error', () => undefined);
    second.resume();
    await once(second, 'close');
    first.write(get('/'));
    expect(await text(first)).toContain('served');
  } finally {
    await narrow.close(0);
  }
});

test('what is no HTTP is told so', async () => {
  expect(await answerTo('what is this?\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*This is no HTTP request\.\n$/);
});
