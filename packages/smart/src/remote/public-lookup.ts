import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';

/** Resolves a name as the system does, and gives the addresses of the internet among them. */
export const publicLookup: LookupFunction = (host, options, callback) => {
  systemLookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) {
      callback(error, '');
      return;
    }
    const open = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (first === undefined) callback(new Error(notPublic(host)), '');
    else if (options.all === true) callback(null, open);
    else callback(null, first.address, first.family);
  });
};

/** Why a host is not reached; the setting named is the operator's. */
export function notPublic(host: string): string {
  return `leads to ${host}, an address of this machine or a private network (WELLSPRING_PRIVATE_IDENTITY_PROVIDERS)`;
}
