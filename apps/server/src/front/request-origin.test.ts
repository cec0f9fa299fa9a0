import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createRequestOrigin } from './request-origin.js';

const trusted = ['10.0.0.0/8', 'fd00::/8', '192.0.2.9'];

function from(remoteAddress: string, headers: Readonly<Record<string, string>> = {}, isTls = false) {
  const socket = isTls ? new TLSSocket(new Socket()) : new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  return { socket, headers } as unknown as IncomingMessage;
}

describe('the address of a client', () => {
  it.each<[string, string, string | undefined, string | undefined]>([
    ['is that of the connection', '203.0.113.5', undefined, '203.0.113.5'],
    ['is IPv4 where it comes by IPv6', '::ffff:203.0.113.5', undefined, '203.0.113.5'],
    ['is not what just anybody says', '203.0.113.5', '198.51.100.1', '203.0.113.5'],
    ['is what a proxy says', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['is the last one that is no proxy', '10.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.0.1', '198.51.100.1'],
    [
      'is the last one, whatever a client put before it',
      '192.0.2.9',
      '10.0.0.7, 198.51.100.1',
      '198.51.100.1',
    ],
    ['is the first proxy where there are only proxies', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['is whom was heard from where no address is said', '10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
    ['is that of a proxy that says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['may be IPv6', 'fd00::1', '2001:db8::1', '2001:db8::1'],
    ['has no zone', 'fe80::1%eth0', undefined, 'fe80::1'],
  ])('%s', (_, peer, forwarded, expected) => {
    const originOf = createRequestOrigin(trusted);
    expect(
      originOf(from(peer, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })).sourceIp,
    ).toBe(expected);
  });

  it('is nobody else while no proxy is trusted', () => {
    expect(createRequestOrigin([])(from('10.0.0.1', { 'x-forwarded-for': '1.1.1.1' })).sourceIp).toBe(
      '10.0.0.1',
    );
  });
});

describe('a connection', () => {
  it.each<[string, string, string | undefined, boolean, boolean]>([
    ['in plain HTTP', '203.0.113.5', undefined, false, false],
    ['by TLS', '203.0.113.5', undefined, true, true],
    ['whose client says that it is', '203.0.113.5', 'https', false, false],
    ['whose proxy says that it is', '10.0.0.1', 'https', false, true],
    ['whose proxy says that it is not', '10.0.0.1', 'http', true, false],
    ['whose client says so to a proxy that says otherwise', '10.0.0.1', 'https, http', false, false],
  ])('%s', (_, peer, protocol, isTls, expected) => {
    const headers = protocol === undefined ? {} : { 'x-forwarded-proto': protocol };
    expect(createRequestOrigin(trusted)(from(peer, headers, isTls)).isSecure).toBe(expected);
  });
});
