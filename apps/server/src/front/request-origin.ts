import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { RequestOrigin } from '@wellspring/http';

/** Reads where requests come from. */
export type OriginOf = (incoming: IncomingMessage) => RequestOrigin;

/**
 * Believes `X-Forwarded-For` and `X-Forwarded-Proto` of the named proxies only: anybody else could write there what
 * a policy wants to read. Each proxy adds the address that it heard from at the end, so the client's is the last one
 * that is no proxy's.
 *
 * @param trusted addresses and networks of proxies: `10.0.0.5`, `10.1.0.0/16`, `fd00::/8`
 * @example
 * const originOf = createRequestOrigin(['10.0.0.0/8']);
 */
export function createRequestOrigin(trusted: readonly string[]): OriginOf {
  const proxies = new BlockList();
  for (const text of trusted) {
    const [address = '', prefix] = text.split('/');
    const family = familyOf(address);
    if (prefix === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(prefix), family);
  }
  // A list that is asked makes an object of the address for every request.
  const isProxy = (address: string): boolean =>
    trusted.length > 0 && proxies.check(address, familyOf(address));
  return (incoming) => {
    const { socket } = incoming;
    const peer = readAddress(socket.remoteAddress);
    const isEncrypted = socket instanceof TLSSocket;
    if (peer === undefined || !isProxy(peer)) return { sourceIp: peer, isSecure: isEncrypted };
    // Node puts them together when they are asked for.
    const { headers } = incoming;
    const protocol = listed(headers['x-forwarded-proto']).at(-1);
    return {
      sourceIp: clientOf(peer, listed(headers['x-forwarded-for']), isProxy),
      // What a proxy says of the connection to it; one that says nothing is taken by its own.
      isSecure: protocol === undefined ? isEncrypted : protocol.toLowerCase() === 'https',
    };
  };
}

/** What is no address ends the walk: whoever was heard from last is believed, and nothing before. */
function clientOf(peer: string, forwarded: readonly string[], isProxy: (address: string) => boolean): string {
  let client = peer;
  for (const text of forwarded.toReversed()) {
    const address = readAddress(text);
    if (address === undefined) return client;
    client = address;
    if (!isProxy(address)) return client;
  }
  return client;
}

function listed(header: string | readonly string[] | undefined): readonly string[] {
  const text = typeof header === 'object' ? header.join(',') : (header ?? '');
  return text === '' ? [] : text.split(',').map((each) => each.trim());
}

/** An address as policies compare it: IPv4 that comes by IPv6 is IPv4, and a zone is left out. */
function readAddress(text: string | undefined): string | undefined {
  const address = text?.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return address !== undefined && isIP(address) !== 0 ? address : undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
