import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { chunksOf, streamOf } from './body-stream.js';

test('giving the stream up leaves the connection open', async () => {
  const connection = new PassThrough();
  connection.write('first');
  const body = streamOf(chunksOf(connection));
  for await (const chunk of body as AsyncIterable<Buffer>) {
    expect(chunk.toString()).toBe('first');
    break;
  }
  expect(body.destroyed).toBe(true);
  expect(connection.destroyed).toBe(false);
  // What is left can still be read and dropped by whoever owns the connection.
  connection.end('second');
  expect((await buffer(connection)).toString()).toBe('second');
});

test('a connection that breaks fails the stream', async () => {
  const connection = new PassThrough();
  const body = streamOf(chunksOf(connection));
  connection.write('part');
  connection.destroy(new Error('socket hang up'));
  await expect(buffer(body)).rejects.toMatchObject({ code: 'request-aborted' });
});

test('a client that sends nothing any more fails the stream, and closing it later troubles nobody', async () => {
  const connection = new PassThrough();
  const body = streamOf(chunksOf(connection, 20));
  connection.write('part');
  await expect(buffer(body)).rejects.toMatchObject({ code: 'request-stalled' });
  expect(connection.destroyed).toBe(false);
  connection.destroy(new Error('socket hang up'));
  await new Promise((resolve) => connection.once('close', resolve));
});

test('a consumer may take its time', async () => {
  const connection = new PassThrough();
  connection.write('first');
  const chunks = chunksOf(connection, 20);
  expect((await chunks.next()).value?.toString()).toBe('first');
  await new Promise((resolve) => setTimeout(resolve, 60));
  connection.end('second');
  expect((await chunks.next()).value?.toString()).toBe('second');
  expect((await chunks.next()).done).toBe(true);
});

test('a body nobody reads is not touched', () => {
  const connection = new PassThrough();
  streamOf(chunksOf(connection));
  expect(connection.listenerCount('readable') + connection.listenerCount('data')).toBe(0);
});
