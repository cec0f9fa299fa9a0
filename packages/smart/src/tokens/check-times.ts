import { timeClaim, type Claims } from './claims.js';
import { RefusedToken } from './refused-token.js';

/** How far the clocks of two servers may be apart, in seconds. */
export const clockSkew = 60;

/**
 * Checks `nbf` and `exp`, where they are there.
 *
 * @param now seconds since 1970
 * @returns the last moment at which the token holds, in seconds since 1970; undefined where it does not say
 * @throws RefusedToken
 */
export function checkTimes(claims: Claims, now: number): number | undefined {
  const [notBefore, expires] = [timeOf(claims, 'nbf'), timeOf(claims, 'exp')];
  if (notBefore !== undefined && notBefore > now + clockSkew)
    throw new RefusedToken('The access token is not valid yet');
  if (expires === undefined) return undefined;
  const last = expires + clockSkew;
  if (last <= now) throw new RefusedToken('The access token has expired');
  return last;
}

function timeOf(claims: Claims, name: string): number | undefined {
  const time = timeClaim(claims, name);
  if (time === undefined && claims[name] !== undefined)
    throw new RefusedToken(`The ${name} of the access token is no time`);
  return time;
}
