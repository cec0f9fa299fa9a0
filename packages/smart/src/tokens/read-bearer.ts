/** The longest header that is looked at, in characters. */
const longest = 16 * 1024;

const header = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** What an Authorization header holds of tokens. */
export type PresentedBearer =
  | { readonly kind: 'token'; readonly token: string }
  /** The header is one of bearers, but what stands in it can be no token. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'none' };

/** Reads an `Authorization: Bearer` header (https://www.rfc-editor.org/rfc/rfc6750#section-2.1). */
export function readBearer(authorization: string | undefined): PresentedBearer {
  if (authorization === undefined || !/^bearer(?: |$)/i.test(authorization)) return { kind: 'none' };
  const token = authorization.length > longest ? undefined : header.exec(authorization)?.[1];
  return token === undefined ? { kind: 'malformed' } : { kind: 'token', token };
}
