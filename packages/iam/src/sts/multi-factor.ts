import { WellspringError } from '@wellspring/errors';

/**
 * There are no MFA devices here, so no code can be right.
 *
 * @throws WellspringError `access-denied`
 */
export function refuseMfa(asked: {
  readonly SerialNumber: string | undefined;
  readonly TokenCode: string | undefined;
}): void {
  if (asked.SerialNumber === undefined && asked.TokenCode === undefined) return;
  throw new WellspringError(
    'access-denied',
    'MultiFactorAuthentication failed with invalid MFA one time pass code.',
  );
}
