import type { RemoteClient } from '../remote/remote-client.js';
import { checkAudience, type ExpectedAudience } from './check-audience.js';
import { checkTimes } from './check-times.js';
import { textClaim, type Claims } from './claims.js';
import { RefusedToken } from './refused-token.js';

/** What this server tells an authorization server of itself when it asks about a token. */
export interface IntrospectionClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

const timeoutMs = 5_000;
const maxBytes = 64 * 1024;

/** What an answer is checked against. */
export interface IntrospectionExpectations extends ExpectedAudience {
  /** Undefined: any. */
  readonly issuer: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Asks an authorization server about a token (https://www.rfc-editor.org/rfc/rfc7662). The answer is checked as a JWT
 * would be: an active token may still be one for another data store.
 *
 * @throws RefusedToken; Error where there is no answer to go by
 */
export async function introspect(
  token: string,
  endpoint: string,
  client: IntrospectionClient,
  remote: RemoteClient,
  expected: IntrospectionExpectations,
): Promise<Claims> {
  const { status, body } = await remote.send({
    url: endpoint,
    method: 'POST',
    headers: {
      authorization: basic(client),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
    timeoutMs,
    maxBytes,
  });
  if (status !== 200 || typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Error(`${endpoint} answered ${status}, and no introspection`);
  const claims = body as Claims;
  if (claims['active'] !== true) throw new RefusedToken('The access token is not active');
  checkTimes(claims, expected.now / 1_000);
  const issuer = textClaim(claims, 'iss');
  if (issuer !== undefined && expected.issuer !== undefined && issuer !== expected.issuer)
    throw new RefusedToken('The access token is of another issuer');
  checkAudience(claims, expected);
  return claims;
}

/** Both parts are encoded as in a form before they are joined (https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1). */
function basic({ clientId, clientSecret }: IntrospectionClient): string {
  const [id, secret] = [formEncoded(clientId), formEncoded(clientSecret)];
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
