import type { Awaitable } from '@wellspring/http';
import { failure, type AuthenticationFailure } from '../authentication-failure.js';
import type { Identity } from '../identity.js';

/** What a signature is checked with, and whose it is. */
export interface Credential {
  readonly secretAccessKey: string;
  readonly identity: Identity;
}

/**
 * Finds the credential of an access key id. Temporary ones come with a session token, and are good with that
 * token only; with lasting ones there is none.
 *
 * @returns {@link unknownAccessKey}, {@link invalidSessionToken} or {@link expiredSessionToken} where there is none
 */
export type CredentialSource = (
  accessKeyId: string,
  sessionToken: string | undefined,
) => Awaitable<Credential | AuthenticationFailure>;

/** No such key, an inactive one, or one whose user or role is gone: nobody is told which. */
export const unknownAccessKey = failure(
  'unknown-access-key',
  'The security token included in the request is invalid.',
);

/** The session token is none of ours, or that of another access key. */
export const invalidSessionToken = failure(
  'invalid-session-token',
  'The security token included in the request is invalid.',
);

export const expiredSessionToken = failure(
  'expired-session-token',
  'The security token included in the request is expired',
);

/** A source that knows lasting credentials only, none but this one. */
export function oneCredential(
  accessKeyId: string,
  { secretAccessKey, identity }: Credential,
): CredentialSource {
  return (id, sessionToken) => {
    if (sessionToken !== undefined) return invalidSessionToken;
    return id === accessKeyId ? { secretAccessKey, identity } : unknownAccessKey;
  };
}
