/** What may follow a part of a version: 1 is a part of 1.0 and of 1-beta, not of 10. */
export const versionSeparators = ['.', '-'] as const;

/**
 * Whether a canonical URL has this version, or one that begins with it and goes on at a separator: what `:below`
 * of a canonical reference asks (https://hl7.org/fhir/R4/search.html#versions).
 * @example isVersionBelow('http://acme.com/some-profile|1.1', 'http://acme.com/some-profile', '1') // true
 */
export function isVersionBelow(canonical: string, url: string, version: string): boolean {
  const wanted = `${url}|${version}`;
  return (
    canonical === wanted || versionSeparators.some((separator) => canonical.startsWith(wanted + separator))
  );
}
