import { createHmac, timingSafeEqual } from 'node:crypto';
import { scopeText, type CredentialScope } from './credential-scope.js';

/** The one algorithm there is here. */
export const algorithm = 'AWS4-HMAC-SHA256';

/**
 * The text whose HMAC is the signature.
 *
 * @param timestamp `YYYYMMDDTHHMMSSZ`
 * @param canonicalHash hex SHA-256 of the canonical request
 */
export function stringToSign(timestamp: string, scope: CredentialScope, canonicalHash: string): string {
  return [algorithm, timestamp, scopeText(scope), canonicalHash].join('\n');
}

/** The signature of a text, as lower-case hex. */
export function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** Compares two hex signatures in a time that does not tell where they differ. */
export function sameSignature(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'utf8');
  const b = Buffer.from(given, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
