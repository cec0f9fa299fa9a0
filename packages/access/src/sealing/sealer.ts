import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts what must be readable by this program alone: secrets in the database, session tokens. */
export interface Sealer {
  /**
   * @param purpose what the text is for; opened for another purpose it is not the same thing
   * @returns base 64 without padding, fit for URLs and headers
   */
  seal(purpose: string, plain: string | Uint8Array): string;
  /** Undefined where the text was not sealed by this key for this purpose, or was changed. */
  open(purpose: string, sealed: string): Buffer | undefined;
  /** A key of 32 bytes for another use of the same master key: `HMAC-SHA-256(master, purpose)`. */
  derive(purpose: string): Buffer;
}

const algorithm = 'aes-256-gcm';
const saltBytes = 16;
const tagBytes = 16;
/** One key seals one text, so the nonce may be the same for all. */
const nonce = Buffer.alloc(12);

/**
 * AES-256-GCM under a fresh key for every text (HKDF-SHA-256 of the master key and a random salt): no bound on
 * how many texts one master key may seal. The purpose goes into the key.
 *
 * @param masterKey 32 bytes
 * @example
 * const sealer = createSealer(masterKey);
 * sealer.open('secret-access-key', sealer.seal('secret-access-key', secret))?.toString();
 */
export function createSealer(masterKey: Buffer): Sealer {
  if (masterKey.length !== 32) throw new RangeError('a master key has 32 bytes');
  const keyOf = (purpose: string, salt: Buffer): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, salt, `wellspring sealed ${purpose}`, 32));
  return {
    seal(purpose, plain) {
      const salt = randomBytes(saltBytes);
      const cipher = createCipheriv(algorithm, keyOf(purpose, salt), nonce);
      const text = typeof plain === 'string' ? Buffer.from(plain) : plain;
      const body = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([salt, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < saltBytes + tagBytes || bytes.toString('base64url') !== sealed) return undefined;
      const decipher = createDecipheriv(algorithm, keyOf(purpose, bytes.subarray(0, saltBytes)), nonce);
      decipher.setAuthTag(bytes.subarray(saltBytes, saltBytes + tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(saltBytes + tagBytes)), decipher.final()]);
      } catch {
        return undefined;
      }
    },
    derive: (purpose) => createHmac('sha256', masterKey).update(`wellspring key ${purpose}`).digest(),
  };
}
