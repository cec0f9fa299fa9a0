import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { ReceivedMessage } from './received-message.js';

/** What a server that receives such messages says to these lines, and what it got. */
async function answered(lines: readonly string[]) {
  const got: IncomingMessage[] = [];
  const server = createServer({ IncomingMessage: ReceivedMessage }, (incoming, outgoing) => {
    got.push(incoming);
    outgoing.setHeader('connection', 'close');
    outgoing.end('served');
  });
  onTestFinished(() => {
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const answer = await text(socket);
  return { answer, headers: got[0]?.headers };
}

it('has each header once, by its name in lower case, with all that was sent under it', async () => {
  const { answer, headers } = await answered([
    'GET / HTTP/1.1',
    'Host: lake',
    'X-Amz-Date: 20261127T060000Z',
    'accept: text/plain',
    'ACCEPT: */*',
    'User-Agent: one',
    'user-agent: two',
    '__proto__: odd',
  ]);
  expect(answer).toContain('served');
  expect(Object.entries(headers!)).toEqual([
    ['host', 'lake'],
    ['x-amz-date', '20261127T060000Z'],
    ['accept', 'text/plain, */*'],
    ['user-agent', 'one, two'],
    ['__proto__', 'odd'],
  ]);
});

it('leaves what Node itself does by headers as it is', async () => {
  // https://www.rfc-editor.org/rfc/rfc9112#section-3.2: a request without Host is refused.
  expect((await answered(['GET / HTTP/1.1', 'Connection: close'])).answer).toMatch(/^HTTP\/1\.1 400 /);
  const waiting = await answered([
    'POST / HTTP/1.1',
    'Host: lake',
    'Expect: 100-continue',
    'Content-Length: 0',
  ]);
  expect(waiting.answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  const odd = await answered(['GET / HTTP/1.1', 'Host: lake', 'Expect: nothing', 'Connection: close']);
  expect(odd.answer).toMatch(/^HTTP\/1\.1 417 /);
});
