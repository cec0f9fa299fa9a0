import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { cutOffSlowClients } from './slow-clients.js';

let server: Server;
let stop: () => void;
let client: Socket;

/** Starts a server whose windows are 200 ms long, and a client of it. */
async function start(handle: Parameters<typeof createServer>[1]): Promise<void> {
  server = createServer(handle);
  stop = cutOffSlowClients(server, { bytesPerSecond: 1_000, windowMs: 200 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  await once(client, 'connect');
}
afterEach(async () => {
  stop();
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** More than the buffers between the two can hold. */
const large = Buffer.alloc(64 * 1024 * 1024);
const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (length: number) => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(length)}\r\n\r\n`;

/** How many bytes are still to be had, to the end of the connection. */
async function takenBy(socket: Socket): Promise<number> {
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
  socket.resume();
  if (!socket.destroyed) await once(socket, 'close');
  return bytes;
}

test('a client that drips its body is cut off', async () => {
  const aborted = new Promise<void>((resolve) => {
    void start((incoming) => {
      incoming.resume();
      incoming.once('error', () => {
        resolve();
      });
    }).then(async () => {
      client.write(post(10_000));
      const own = client;
      // 100 bytes a second, a tenth of what is asked.
      while (!own.destroyed) {
        own.write('x');
        await sleep(10);
      }
    });
  });
  await aborted;
});

test('a client that sends faster than the floor is not', async () => {
  const whole = new Promise<number>((resolve) => {
    void start((incoming, outgoing) => {
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => (bytes += chunk.length));
      incoming.once('end', () => {
        outgoing.end();
        resolve(bytes);
      });
    }).then(async () => {
      client.write(post(20_000));
      for (let sent = 0; sent < 20_000; sent += 1_000) {
        client.write('x'.repeat(1_000));
        await sleep(50);
      }
    });
  });
  expect(await whole).toBe(20_000);
});

test('a client that does not take its answer is cut off', async () => {
  const closed = new Promise<void>((resolve) => {
    void start((_, outgoing) => {
      outgoing.once('close', resolve);
      outgoing.end(large);
    }).then(() => {
      client.pause();
      client.write(get);
    });
  });
  await closed;
  expect(await takenBy(client)).toBeLessThan(large.length);
});

test('a client that takes one large buffer bit by bit, but fast enough, gets all of it', async () => {
  await start((_, outgoing) => {
    outgoing.end(large);
  });
  client.write(get);
  let bytes = 0;
  client.on('data', (chunk: Buffer) => (bytes += chunk.length));
  // It takes several windows, and the buffer counts as unsent all the while.
  while (bytes < large.length && !client.destroyed) {
    client.pause();
    await sleep(100);
    client.resume();
    await sleep(10);
  }
  expect(bytes).toBeGreaterThanOrEqual(large.length);
});

test('a client that waits for the server is left alone', async () => {
  await start((incoming, outgoing) => {
    incoming.resume();
    setTimeout(() => outgoing.end('late'), 1_000);
  });
  client.write(post(0));
  let text = '';
  client.on('data', (chunk: Buffer) => (text += chunk.toString()));
  while (!text.includes('late') && !client.destroyed) await sleep(50);
  expect(text).toContain('late');
});

test('a body that the server itself does not read yet is not held against the client', async () => {
  const whole = new Promise<number>((resolve) => {
    void start((incoming, outgoing) => {
      setTimeout(() => {
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => (bytes += chunk.length));
        incoming.once('end', () => {
          outgoing.end();
          resolve(bytes);
        });
      }, 1_000);
    }).then(() => {
      client.write(post(8 * 1024 * 1024));
      client.write(Buffer.alloc(8 * 1024 * 1024));
    });
  });
  expect(await whole).toBe(8 * 1024 * 1024);
});
