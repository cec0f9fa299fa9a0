import type { JSONWebKeySet } from 'jose';
import type { KeyRing, SigningKeys } from './signing-keys.js';

/** The part of a key that is for everybody. */
export function publicKey({ kty, n, e, kid, alg, use }: SigningKeys[number]): JSONWebKeySet['keys'][number] {
  return { kty: kty!, n: n!, e: e!, kid, alg: alg!, use: use! };
}

/** The set of public keys; the same object for as long as the keys are the same, so that it is read in once. */
export function publicKeysOf(ring: KeyRing): () => Promise<JSONWebKeySet> {
  const sets = new WeakMap<SigningKeys, JSONWebKeySet>();
  return async () => {
    const keys = await ring.keys();
    const set = sets.get(keys) ?? { keys: keys.map(publicKey) };
    sets.set(keys, set);
    return set;
  };
}
