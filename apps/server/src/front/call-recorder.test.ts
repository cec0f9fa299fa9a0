import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { tlsOf } from './call-recorder.js';

test('a call whose TLS connection was closed before its end has its event all the same', () => {
  const socket = new TLSSocket(new Socket());
  socket.destroy();
  expect(tlsOf(socket, { headers: { host: 'lake' } })).toEqual({ version: '', cipher: '', host: 'lake' });
});
