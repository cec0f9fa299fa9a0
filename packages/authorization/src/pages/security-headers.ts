/**
 * Headers of every page: no script at all, nothing from elsewhere, in nobody's frame, kept by nobody.
 *
 * @param formTargets origins or schemes that a form may lead to in the end: browsers hold a form to this list through all
 *   redirects that follow it (https://w3c.github.io/webappsec-csp/#directive-form-action), and the last one is the app's
 */
export function securityHeaders(formTargets: readonly string[]): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      `form-action ${["'self'", ...formTargets].join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** Where an app's redirect address leads, as a source of that list. */
export function formTarget(redirectUri: string): string | undefined {
  const url = URL.parse(redirectUri);
  if (!url) return undefined;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : url.protocol;
}
