import { listClaim, type Claims } from './claims.js';
import { RefusedToken } from './refused-token.js';

/** Whom tokens have to be for. */
export interface ExpectedAudience {
  /** The address of the data store, without a slash at the end. */
  readonly base: string;
  /** In its place; none: tokens need not say whom they are for. */
  readonly audiences: readonly string[] | undefined;
}

/**
 * Checks that a token is for this data store: one for another of the same server is none here. The address counts with
 * and without a slash at its end, for HealthLake writes it with one, and SMART without.
 *
 * @throws RefusedToken
 */
export function checkAudience(
  claims: Claims,
  { base, audiences = [base, `${base}/`] }: ExpectedAudience,
): void {
  if (audiences.length === 0) return;
  const named = listClaim(claims, 'aud') ?? [];
  if (!named.some((audience) => audiences.includes(audience)))
    throw new RefusedToken('The access token is for another audience');
}
