import { isIP } from 'node:net';

/** Whether a text is an address, or a network: `10.0.0.5`, `10.1.0.0/16`, `fd00::/8`. */
export function isProxyAddress(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  // Everybody is nobody's proxy: a prefix of 0 would let every client say where it comes from.
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (family === 6 ? 128 : 32);
}

/** The parts of a list with commas. */
export function proxyAddresses(list: string): readonly string[] {
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
