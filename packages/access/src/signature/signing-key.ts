import { createHmac } from 'node:crypto';
import type { CredentialScope } from './credential-scope.js';

/** Derives signing keys, and remembers the latest: the four HMACs are the same for a whole day. */
export interface SigningKeys {
  key(secretAccessKey: string, scope: CredentialScope): Buffer;
}

/**
 * @param limit how many keys are kept; the one not used for longest goes first, so that callers who
 * invent scopes cannot make the cache grow
 */
export function createSigningKeys(limit = 2048): SigningKeys {
  const known = new Map<string, Buffer>();
  return {
    key(secretAccessKey, scope) {
      const name = [secretAccessKey, scope.date, scope.region, scope.service].join('\0');
      const key = known.get(name) ?? deriveKey(secretAccessKey, scope);
      known.delete(name);
      known.set(name, key);
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
