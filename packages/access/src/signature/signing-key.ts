import { createHmac } from 'node:crypto';
import type { CredentialScope } from './credential-scope.js';
import { keyedHash, type KeyedHash } from './keyed-hash.js';

/** Derives signing keys, and remembers the latest: the four HMACs are the same for a whole day. */
export interface SigningKeys {
  /** Signs a text. */
  key(secretAccessKey: string, scope: CredentialScope): KeyedHash;
}

/**
 * @param limit how many keys are kept; the one not used for longest goes first, so that callers who
 * invent scopes cannot make the cache grow
 */
export function createSigningKeys(limit = 2048): SigningKeys {
  const known = new Map<string, KeyedHash>();
  let latest: { readonly name: string; readonly key: KeyedHash } | undefined;
  return {
    key(secretAccessKey, scope) {
      const name = `${secretAccessKey}\0${scope.date}\0${scope.region}\0${scope.service}`;
      // Most come many times in a row: then nothing is to be put in its place anew.
      if (latest?.name === name) return latest.key;
      const key = known.get(name) ?? keyedHash(deriveKey(secretAccessKey, scope));
      known.delete(name);
      known.set(name, key);
      latest = { name, key };
      if (known.size > limit) known.delete(known.keys().next().value!);
      return key;
    },
  };
}

function deriveKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  return [scope.date, scope.region, scope.service, 'aws4_request'].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`, 'utf8'),
  );
}
