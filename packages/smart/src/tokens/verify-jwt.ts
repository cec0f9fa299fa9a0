import { errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { checkAudience, type ExpectedAudience } from './check-audience.js';
import { clockSkew } from './check-times.js';
import type { Claims } from './claims.js';
import { RefusedToken } from './refused-token.js';

/** The algorithms that signatures are taken in: public keys alone, of those that SMART and servers use. */
export const signatureAlgorithms = ['RS256', 'RS384', 'ES256', 'ES384'] as const;

/** Whether a token has the form of a signed JWT: any other only its server can read. */
export function isJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token);
}

/** What a JWT is checked against. */
export interface JwtExpectations extends ExpectedAudience {
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Checks signature, issuer, audience and times of a JWT (https://www.rfc-editor.org/rfc/rfc9068#section-4).
 *
 * @throws RefusedToken; whatever else `keys` throws
 */
export async function verifyJwt(
  token: string,
  keys: JWTVerifyGetKey,
  expected: JwtExpectations,
): Promise<Claims> {
  const options: JWTVerifyOptions = {
    algorithms: [...signatureAlgorithms],
    issuer: expected.issuer,
    clockTolerance: clockSkew,
    currentDate: new Date(expected.now),
    requiredClaims: ['exp'],
  };
  const claims = await verified(token, keys, options);
  checkAudience(claims, expected);
  return claims;
}

async function verified(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<Claims> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return verifiedByOneOf(error, token, options);
    throw asRefusal(error);
  }
}

/** A token that does not name its key is tried with each that it could be. */
async function verifiedByOneOf(
  candidates: errors.JWKSMultipleMatchingKeys,
  token: string,
  options: JWTVerifyOptions,
): Promise<Claims> {
  for await (const key of candidates) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw asRefusal(error);
    }
  }
  throw new RefusedToken('The signature of the access token is not good');
}

/** What is wrong with the token is a refusal; that keys cannot be had is not. */
function asRefusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return refusal('The access token has expired', error);
  if (error instanceof errors.JWTClaimValidationFailed)
    return refusal(
      error.claim === 'iss'
        ? 'The access token is of another issuer'
        : error.claim === 'nbf'
          ? 'The access token is not valid yet'
          : 'A claim of the access token is missing or wrong',
      error,
    );
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return refusal('The signature of the access token is not good', error);
  if (error instanceof errors.JWKSNoMatchingKey)
    return refusal('The access token is signed with a key that is not known', error);
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return refusal('The access token is signed in a way that is not taken', error);
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return refusal('The access token is malformed', error);
  return error;
}

function refusal(reason: string, cause: unknown): RefusedToken {
  return new RefusedToken(reason, { cause });
}
