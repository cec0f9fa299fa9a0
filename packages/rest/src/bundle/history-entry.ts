import { subsetResource, type Subset } from '@wellspring/fhir';
import type { HistoryVersion } from '@wellspring/store';
import type { BundleEntry } from './bundle.js';
import { versionTag } from '../request/version-tag.js';

/** A version in a history: with the request that made it, and what that was answered. */
export function historyEntry(version: HistoryVersion, base: string, subset: Subset | undefined): BundleEntry {
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

function requestOf({ method, type, id }: HistoryVersion): { readonly method: string; readonly url: string } {
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

/** An update of what was not there, or deleted, created it (https://hl7.org/fhir/R4/http.html#upsert). */
function statusOf({ method, created }: HistoryVersion): string {
  if (method === 'delete') return '204';
  return created ? '201' : '200';
}
