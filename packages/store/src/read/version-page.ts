import type { VersionCache } from '../body/version-cache.js';
import { typeName } from '../rows/type-number.js';
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
 * @param more further columns of it
 */
export function pageOfBodies(versions: string, order: string, more = ''): string {
  return `SELECT ${more}vid, type, id, version, method,
      CASE WHEN bytes - octet_length(body) < ${PAGE_BYTES} THEN body END AS body
    FROM (
      SELECT v.*, sum(octet_length(body)) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) AS bytes
      FROM (${versions}) v
    ) v`;
}

/**
 * What a page has room for: `count` of the rows, or as many as fill it, but one in any case.
 *
 * @param cache of versions that were read before; absent: all are taken apart anew
 */
export function versionPage(
  rows: readonly VersionRow[],
  count: number,
  cache?: VersionCache,
): { readonly versions: readonly StoredVersion[]; readonly more: boolean } {
  const versions: StoredVersion[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (versions.length === count || (row.body === null && row.method !== methodNumber.delete)) break;
    const version = cachedVersion(row, cache);
    bytes += version.body?.length ?? 0;
    if (bytes > PAGE_BYTES && versions.length > 0) break;
    versions.push(version);
  }
  return { versions, more: versions.length < rows.length };
}

function cachedVersion(row: VersionRow, cache: VersionCache | undefined): StoredVersion {
  const known = cache?.get(row.vid);
  // The database has just said that this version is there. Once a version was erased its id may be given out
  // again, by a node whose clock was set back: then it is another version, and told by its name.
  if (known?.id === row.id && known.version === row.version && known.type === typeName(row.type))
    return known;
  const version = storedVersion(row);
  cache?.set(version);
  return version;
}
