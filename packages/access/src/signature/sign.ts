import { timingSafeEqual } from 'node:crypto';
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
  return `${algorithm}\n${timestamp}\n${scopeText(scope)}\n${canonicalHash}`;
}

/** Of a SHA-256 in hex. */
const hexLength = 64;
const expectedBytes = Buffer.alloc(hexLength);
const givenBytes = Buffer.alloc(hexLength);

/** Compares two hex signatures in a time that does not tell where they differ. */
export function sameSignature(expected: string, given: string): boolean {
  if (expected.length !== hexLength || given.length !== hexLength) return false;
  // Characters of several bytes leave no room for as many as there have to be: then it is no hex either.
  const fits =
    expectedBytes.write(expected, 'utf8') === hexLength && givenBytes.write(given, 'utf8') === hexLength;
  return timingSafeEqual(expectedBytes, givenBytes) && fits;
}
