/**
 * What is said of an access token: the claims of a JWT, the members of an introspection, or the `authPayload` of the
 * token hook.
 */
export type Claims = Readonly<Record<string, unknown>>;

/** A claim that is a text of some length. */
export function textClaim(claims: Claims, name: string): string | undefined {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A claim that is a text or a list of texts, as a list; undefined where it is absent or anything else. */
export function listClaim(claims: Claims, name: string): readonly string[] | undefined {
  const value = claims[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** A moment in seconds since 1970 (NumericDate of RFC 7519); some write it as a text. */
export function timeClaim(claims: Claims, name: string): number | undefined {
  const value = claims[name];
  const seconds = typeof value === 'string' && /^\d{1,12}(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}
