import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The key that blocks are signed with. It is derived from the master key, which is not in the database: whoever can
 * write the table can work out hashes, but no MACs.
 */
export interface TrailKey {
  /** Four bytes that tell one key from another, and nothing of the key. */
  readonly id: Buffer;
  mac(purpose: MacPurpose, ...parts: readonly Uint8Array[]): Buffer;
  proves(mac: Uint8Array, purpose: MacPurpose, ...parts: readonly Uint8Array[]): boolean;
}

/** What a MAC is of: that of one thing says nothing for another. */
export type MacPurpose = 'block' | 'base' | 'head';

/** What keys are derived by, where a `Sealer` does it: `sealer.derive(trailKeyPurpose)`. */
export const trailKeyPurpose = 'audit trail';

/** @param secret 32 bytes */
export function createTrailKey(secret: Buffer): TrailKey {
  if (secret.length !== 32) throw new RangeError('a key of the trail has 32 bytes');
  const mac: TrailKey['mac'] = (purpose, ...parts) => {
    const hmac = createHmac('sha256', secret).update(`wellspring audit ${purpose}\n`);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  };
  return {
    id: createHash('sha256').update('wellspring audit key id\n').update(secret).digest().subarray(0, 4),
    mac,
    proves(given, purpose, ...parts) {
      const wanted = mac(purpose, ...parts);
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
