import { startChecksum, type ChecksumAlgorithm } from '../checksum/checksum.js';

/**
 * The checksum of an object that was uploaded in parts, where it is one over the checksums of the
 * parts: base64, then `-` and the number of parts.
 */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const checksum = startChecksum(algorithm);
  for (const part of parts) checksum.update(Buffer.from(part, 'base64'));
  return `${checksum.digest().toString('base64')}-${String(parts.length)}`;
}
