/** What has a path of segments: "this modifier only applies to URLs, and not URNs such as OIDs". */
const url = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]+)\/?/;

/**
 * Whether a URI is another one, or goes on at a segment of its path: what `:below` asks
 * (https://hl7.org/fhir/R4/search.html#uri).
 * @example isUriBelow('http://acme.org/fhir/ValueSet/1', 'http://acme.org/fhir') // true
 * @example isUriBelow('http://acme.org/fhir2', 'http://acme.org/fhir') // false
 */
export function isUriBelow(uri: string, base: string): boolean {
  if (uri === base) return true;
  return url.test(base) && uri.startsWith(base.endsWith('/') ? base : `${base}/`);
}

/**
 * A URI, and what one gets by leaving segments out at its end, with and without a slash there: the
 * values that `:above` finds. Of a URN it is the URN alone.
 * @example urisAbove('http://a.org/b/c')
 * // ['http://a.org/b/c', 'http://a.org/b/', 'http://a.org/b', 'http://a.org/', 'http://a.org']
 */
export function urisAbove(uri: string): readonly string[] {
  const authority = url.exec(uri)?.[1];
  const above = [uri];
  if (authority === undefined) return above;
  for (let end = uri.length; end > authority.length;) {
    const slash = uri.lastIndexOf('/', end - 1);
    if (slash < authority.length) break;
    if (slash + 1 < uri.length) above.push(uri.slice(0, slash + 1));
    above.push(uri.slice(0, slash));
    end = slash;
  }
  return above;
}
