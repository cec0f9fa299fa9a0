/**
 * A resource's identity as a number for comparing batches (`createIdentityOrder`): 53 bits of two
 * FNV-like hashes. Equal identities have equal numbers; a collision only makes a batch wait.
 */
export function identityNumber(type: string, id: string): number {
  let high = 0x811c9dc5;
  let low = 0x1b873593;
  const mix = (code: number): void => {
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b);
  };
  for (let index = 0; index < type.length; index++) mix(type.charCodeAt(index));
  mix(0x2f);
  for (let index = 0; index < id.length; index++) mix(id.charCodeAt(index));
  high ^= high >>> 15;
  low ^= low >>> 13;
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
