import { methodNumber, storedVersion, type StoredVersion, type VersionRow } from './stored-version.js';

/**
 * The most bytes of resources on one page: a thousand of the largest that are accepted would be
 * gigabytes. A page may hold fewer than were asked for (https://hl7.org/fhir/R4/search.html#count).
 */
export const PAGE_BYTES = 16 * 1024 * 1024;

/**
 * Rows of {@link VersionRow} in order, the bodies left out where those before fill a page. As stored,
 * that is; the length of a body is known without reading it.
 *
 * @param versions a query of `versionColumns`
 */
export function pageOfBodies(versions: string, order: string): string {
  return `SELECT vid, type, id, version, method,
      CASE WHEN bytes - octet_length(body) < ${PAGE_BYTES} THEN body END AS body
    FROM (
      SELECT v.*, sum(octet_length(body)) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) AS bytes
      FROM (${versions}) v
    ) v`;
}

/** What a page has room for: `count` of the rows, or as many as fill it, but one in any case. */
export function versionPage(
  rows: readonly VersionRow[],
  count: number,
): { readonly versions: readonly StoredVersion[]; readonly more: boolean } {
  const versions: StoredVersion[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (versions.length === count || (row.body === null && row.method !== methodNumber.delete)) break;
    const version = storedVersion(row);
    bytes += version.body?.length ?? 0;
    if (bytes > PAGE_BYTES && versions.length > 0) break;
    versions.push(version);
  }
  return { versions, more: versions.length < rows.length };
}
