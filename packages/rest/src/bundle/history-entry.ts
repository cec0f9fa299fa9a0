import { subsetResource, type Subset } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { versionTag } from '../request/version-tag.js';
import type { BundleEntry } from './bundle.js';

/** One version as an entry of a history (https://hl7.org/fhir/R4/bundle.html#history). */
export function historyEntry(version: StoredVersion, base: string, subset: Subset | undefined): BundleEntry {
  const { type, id, lastUpdated, body } = version;
  return {
    fullUrl: `${base}/${type}/${id}`,
    ...(body && { resource: subset ? subsetResource(body, type, subset) : body }),
    rest: {
      request: requestOf(version),
      response: { status: statusOf(version), etag: versionTag(version.version), lastModified: lastUpdated },
    },
  };
}

function requestOf({ method, type, id }: StoredVersion): { readonly method: string; readonly url: string } {
  switch (method) {
    case 'create':
      return { method: 'POST', url: type };
    case 'update':
      return { method: 'PUT', url: `${type}/${id}` };
    case 'delete':
      return { method: 'DELETE', url: `${type}/${id}` };
    default:
      return method satisfies never;
  }
}

function statusOf({ method, version }: StoredVersion): string {
  if (method === 'delete') return '204';
  return method === 'create' || version === 1 ? '201' : '200';
}
