import {
  expandTerminology,
  parseSearch,
  subsetResource,
  type SearchScope,
  type Subset,
} from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { bundle, noteEntry, type BundleEntry } from '../bundle/bundle.js';
import { includedResources, type IncludedResources } from '../include/included-resources.js';
import { preferenceOf } from '../request/preference.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { refusalResponse } from '../response/outcome-response.js';
import type { Exchange } from './exchange.js';
import { searchLinks } from './search-links.js';

const nothingIncluded: IncludedResources = { resources: [], notes: [] };

/** https://hl7.org/fhir/R4/http.html#search */
export async function search(exchange: Exchange, scope: SearchScope): Promise<FhirResponse> {
  const { request, store, base, includeLimits: limits, searchCounts } = exchange;
  const { strict } = preferenceOf(request);
  const parsed = parseSearch(scope, exchange.query, {
    strict,
    baseUrl: base,
    parameters: store.searchParameters(),
    ...searchCounts,
  });
  if (!parsed.ok) return refusalResponse('invalid-search', parsed.issues);
  const expanded = await expandTerminology(parsed.query, store.conformance);
  if (!expanded.ok) return refusalResponse('invalid-search', expanded.issues);
  const { query } = expanded;
  const page = await store.search(query);
  const { includes = [] } = query;
  const included =
    includes.length === 0
      ? nothingIncluded
      : await includedResources({ store, limits, signal: request.signal }, page.matches, includes);

  const { subset } = query;
  const entries: BundleEntry[] = [
    ...page.matches.map((version) => entryOf(version, base, subset, 'match')),
    // `_elements` names elements of the types that are searched, and `_summary` is of every type.
    ...included.resources.map((version) =>
      entryOf(version, base, subset && 'summary' in subset ? subset : undefined, 'include'),
    ),
  ];
  const notes = [...parsed.ignored, ...included.notes];
  if (notes.length > 0) entries.push(noteEntry(notes));
  return {
    status: 200,
    headers: {},
    body: bundle({
      type: 'searchset',
      total: page.total,
      links: searchLinks(base, scope, query, page),
      entries,
    }),
  };
}

const modes = { match: { search: { mode: 'match' } }, include: { search: { mode: 'include' } } } as const;

function entryOf(
  { type, id, body }: StoredVersion,
  base: string,
  subset: Subset | undefined,
  mode: 'match' | 'include',
): BundleEntry {
  const fullUrl = `${base}/${type}/${id}`;
  const rest = modes[mode];
  return body
    ? { fullUrl, resource: subset ? subsetResource(body, type, subset) : body, rest }
    : { fullUrl, rest };
}
