import { bundle } from '../bundle/bundle.js';
import { historyEntry } from '../bundle/history-entry.js';
import { readHistoryParameters } from '../request/history-parameters.js';
import { preferenceOf } from '../request/preference.js';
import { requestedSubset } from '../request/requested-subset.js';
import { queryText, type QueryPair } from '../request/query-pairs.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import type { Exchange } from './exchange.js';

/** https://hl7.org/fhir/R4/http.html#history, of one resource; newest first, deletions included. */
export async function history(exchange: Exchange, type: string, id: string): Promise<FhirResponse> {
  const { store, request, query, base } = exchange;
  const { strict } = preferenceOf(request);
  const parameters = readHistoryParameters(query, strict);
  if (!parameters.ok) return refusalResponse('invalid-search', parameters.issues);
  const part = requestedSubset(type, query, strict);
  if (!part.ok) return part.refusal;
  const { options } = parameters;
  const applied = [...parameters.applied, ...part.applied];
  const page = await store.history(type, id, options);
  if (!page) return failureResponse('resource-not-found', `${type}/${id} is not known`);

  const url = (cursor: string | undefined) => {
    const pairs: readonly QueryPair[] = cursor === undefined ? applied : [...applied, ['_cursor', cursor]];
    return `${base}/${type}/${id}/_history${pairs.length > 0 ? '?' : ''}${queryText(pairs)}`;
  };
  return {
    status: 200,
    headers: {},
    body: bundle({
      type: 'history',
      total: page.total,
      links: [
        { relation: 'self', url: url(options.cursor) },
        ...(page.next === undefined ? [] : [{ relation: 'next' as const, url: url(page.next) }]),
      ],
      entries: page.versions.map((version) => historyEntry(version, base, part.subset)),
    }),
  };
}
