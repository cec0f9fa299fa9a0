import { WellspringError } from '@wellspring/errors';

/** The ETag of a version (https://hl7.org/fhir/R4/http.html#concurrency). */
export function versionTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * The version that an If-Match header names: `W/"3"`, or `"3"` as clients write that know weak tags
 * only from reading. A tag that is no version number gives -1, which no version has.
 *
 * @throws WellspringError `malformed-header`
 */
export function matchedVersion(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const tag = /^(?:W\/)?"([^"]*)"$/.exec(header.trim())?.[1];
  if (tag === undefined)
    throw new WellspringError('malformed-header', 'If-Match must be the ETag of one version, such as W/"3"');
  return /^[1-9]\d{0,8}$/.test(tag) ? Number(tag) : -1;
}

/** Whether an If-None-Match header names this version, or any. */
export function namesVersion(header: string, version: number): boolean {
  return header
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag.replace(/^W\//, '') === `"${version}"`);
}
