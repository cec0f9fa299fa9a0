import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { wholeBody } from './whole-body.js';

test('the bytes of all chunks, in their order', async () => {
  const connection = new PassThrough();
  const body = wholeBody(connection, 100);
  connection.write('first ');
  connection.end('second');
  expect((await body)?.toString()).toBe('first second');
  expect((await wholeBody(Readable.from([], { objectMode: false }), 100))?.length).toBe(0);
});

test.each([
  ['as large as it may be', 6, 'second'],
  ['larger', 5, undefined],
])('a body %s', async (_, limit, expected) => {
  const body = await wholeBody(Readable.from([Buffer.from('sec'), Buffer.from('ond')]), limit);
  expect(body?.toString()).toBe(expected);
});

test('what is too large leaves the connection open, and the rest to whoever owns it', async () => {
  const connection = new PassThrough();
  connection.write('first');
  expect(await wholeBody(connection, 4)).toBeUndefined();
  expect(connection.destroyed).toBe(false);
  connection.end('second');
  expect((await buffer(connection)).toString()).toBe('second');
});

test.each([
  ['with an error', new Error('socket hang up')],
  ['without one', undefined],
])('a connection that breaks %s', async (_, error) => {
  const connection = new PassThrough();
  const body = wholeBody(connection, 100);
  connection.write('part');
  connection.destroy(error);
  await expect(body).rejects.toMatchObject({ code: 'request-aborted' });
  await expect(wholeBody(connection, 100)).rejects.toMatchObject({ code: 'request-aborted' });
});

test('a client that sends nothing any more, and closing it later troubles nobody', async () => {
  const connection = new PassThrough();
  connection.write('part');
  await expect(wholeBody(connection, 100, 20)).rejects.toMatchObject({ code: 'request-stalled' });
  expect(connection.destroyed).toBe(false);
  connection.destroy(new Error('socket hang up'));
  await new Promise((resolve) => connection.once('close', resolve));
});

test('a client that is slow, but there', async () => {
  const connection = new PassThrough();
  const body = wholeBody(connection, 100, 200);
  for (const piece of ['a', 'b', 'c']) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.write(piece);
  }
  connection.end();
  expect((await body)?.toString()).toBe('abc');
});
