import { subsetResource, type Subset } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { preferenceOf } from '../request/preference.js';
import { requestedSubset } from '../request/requested-subset.js';
import { namesVersion } from '../request/version-tag.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse } from '../response/outcome-response.js';
import { versionHeaders } from '../response/version-headers.js';
import { binaryContent } from './binary-content.js';
import type { Exchange } from './exchange.js';

/** https://hl7.org/fhir/R4/http.html#read */
export async function read(exchange: Exchange, type: string, id: string): Promise<FhirResponse> {
  const { store, request, query } = exchange;
  const part = requestedSubset(type, query, preferenceOf(request).strict);
  if (!part.ok) return part.refusal;
  const current = await store.read(type, id);
  if (!current) return failureResponse('resource-not-found', `${type}/${id} is not known`);
  return isUnchanged(request.headers, current)
    ? { status: 304, headers: versionHeaders(current) }
    : (contentOf(exchange, current) ?? present(current, part.subset));
}

/** https://hl7.org/fhir/R4/http.html#vread */
export async function vread(
  exchange: Exchange,
  type: string,
  id: string,
  version: number,
): Promise<FhirResponse> {
  const { store, request, query } = exchange;
  const part = requestedSubset(type, query, preferenceOf(request).strict);
  if (!part.ok) return part.refusal;
  const stored = await store.vread(type, id, version);
  return stored
    ? (contentOf(exchange, stored) ?? present(stored, part.subset))
    : failureResponse('resource-not-found', `${type}/${id} has no version ${version}`);
}

/** The content of a Binary, where it is wanted rather than the resource. */
function contentOf({ request, query }: Exchange, version: StoredVersion): FhirResponse | undefined {
  return version.type === 'Binary' ? binaryContent(version, request.headers['accept'], query) : undefined;
}

function present(version: StoredVersion, subset: Subset | undefined): FhirResponse {
  const { type, id, lastUpdated, body } = version;
  const headers =
    type === 'Binary' ? { vary: 'Accept', ...versionHeaders(version) } : versionHeaders(version);
  if (body) return { status: 200, headers, body: [subset ? subsetResource(body, type, subset) : body] };
  return failureResponse('resource-deleted', `${type}/${id} was deleted at ${lastUpdated}`, headers);
}

/** A conditional read (https://hl7.org/fhir/R4/http.html#cread); the tag counts before the date. */
function isUnchanged(headers: Readonly<Record<string, string | undefined>>, current: StoredVersion): boolean {
  if (!current.body) return false;
  const tag = headers['if-none-match'];
  if (tag !== undefined) return namesVersion(tag, current.version);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  // HTTP dates have whole seconds.
  return !Number.isNaN(since) && Math.floor(Date.parse(current.lastUpdated) / 1000) * 1000 <= since;
}
