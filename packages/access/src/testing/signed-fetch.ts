import { signRequest, type SigningIdentity } from '../signature/sign-request.js';

/** `fetch`, each request signed; bodies are whole strings or buffers. */
export type SignedFetch = (
  url: string | URL,
  options?: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

/**
 * A `fetch` for tests against a running server.
 *
 * @example
 * const fetchFhir = signedFetch({ credentials, region: 'us-east-1', service: 'healthlake' });
 * const response = await fetchFhir(`${endpoint}/datastore/${id}/r4/Patient?name=ada`);
 */
export function signedFetch(identity: SigningIdentity): SignedFetch {
  return (address, { method = 'GET', headers = {}, body, signal } = {}) => {
    const url = new URL(address);
    const lowerCase = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    // `fetch` sends the host header itself, and ignores one that is given.
    const signed = signRequest({ method, url, headers: lowerCase, body: body ?? '' }, identity, Date.now());
    return fetch(url, {
      method,
      headers: signed,
      ...(signal && { signal }),
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
    });
  };
}
