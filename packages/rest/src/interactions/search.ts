import { operationOutcome, parseSearch, subsetResource, type Issue, type Subset } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { bundle, type BundleEntry } from '../bundle/bundle.js';
import { includedResources } from '../include/included-resources.js';
import { preferenceOf } from '../request/preference.js';
import { queryText, type QueryPair } from '../request/query-pairs.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { refusalResponse } from '../response/outcome-response.js';
import type { Exchange } from './exchange.js';

/** https://hl7.org/fhir/R4/http.html#search */
export async function search(exchange: Exchange, type: string): Promise<FhirResponse> {
  const { request, store, base, includeLimits: limits } = exchange;
  const parsed = parseSearch(type, exchange.query, { strict: preferenceOf(request).strict, baseUrl: base });
  if (!parsed.ok) return refusalResponse('invalid-search', parsed.issues);
  const { query, ignored } = parsed;
  const { matches, total, next } = await store.search(query);
  const source = { store, base, limits, signal: request.signal };
  const included = await includedResources(source, matches, query.includes ?? []);

  const url = (pairs: readonly QueryPair[]) =>
    `${base}/${type}${pairs.length > 0 ? '?' : ''}${queryText(pairs)}`;
  const self =
    query.cursor === undefined ? query.applied : [...query.applied, ['_cursor', query.cursor] as const];
  const { subset } = query;
  const entries: BundleEntry[] = [
    ...matches.map((version) => entryOf(version, base, subset, 'match')),
    // `_elements` names elements of the type that is searched, and `_summary` is of every type.
    ...included.resources.map((version) =>
      entryOf(version, base, subset && 'summary' in subset ? subset : undefined, 'include'),
    ),
  ];
  const notes = [...ignored, ...included.notes];
  if (notes.length > 0) entries.push(noteEntry(notes));
  return {
    status: 200,
    headers: {},
    body: bundle({
      type: 'searchset',
      total,
      links: [
        { relation: 'self', url: url(self) },
        ...(next === undefined
          ? []
          : [{ relation: 'next' as const, url: url([...query.applied, ['_cursor', next]]) }]),
      ],
      entries,
    }),
  };
}

function entryOf(
  { type, id, body }: StoredVersion,
  base: string,
  subset: Subset | undefined,
  mode: 'match' | 'include',
): BundleEntry {
  return {
    fullUrl: `${base}/${type}/${id}`,
    ...(body && { resource: subset ? subsetResource(body, type, subset) : body }),
    rest: { search: { mode } },
  };
}

/** What was passed over or left out, said in the answer (https://hl7.org/fhir/R4/search.html#errors). */
function noteEntry(issues: readonly Issue[]): BundleEntry {
  return {
    resource: Buffer.from(JSON.stringify(operationOutcome(issues))),
    rest: { search: { mode: 'outcome' } },
  };
}
