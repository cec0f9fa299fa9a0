import type { StoredVersion } from '@wellspring/store';
import { versionTag } from '../request/version-tag.js';

/** ETag and Last-Modified, to the millisecond, of a version (https://hl7.org/fhir/R4/http.html#read). */
export function versionHeaders({ version, lastUpdated }: StoredVersion): Readonly<Record<string, string>> {
  return { etag: versionTag(version), 'last-modified': lastUpdated };
}

/** The address of one version. */
export function versionUrl(base: string, { type, id, version }: StoredVersion): string {
  return `${base}/${type}/${id}/_history/${version}`;
}
