import type { HistoryOptions, HistoryPage } from '@wellspring/store';
import { bundle } from '../bundle/bundle.js';
import { readHistoryParameters } from '../request/history-parameters.js';
import { preferenceOf } from '../request/preference.js';
import { requestedSubset } from '../request/requested-subset.js';
import { queryText, type QueryPair } from '../request/query-pairs.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import type { Exchange } from './exchange.js';
import { historyEntry } from './history-entry.js';

/** https://hl7.org/fhir/R4/http.html#history, of one resource; newest first, deletions included. */
export function history(exchange: Exchange, type: string, id: string): Promise<FhirResponse> {
  const { store } = exchange;
  return historyBundle(exchange, type, `/${type}/${id}`, async (options) => {
    const page = await store.history(type, id, options);
    return page ?? failureResponse('resource-not-found', `${type}/${id} is not known`);
  });
}

/** The same of all resources of a type, or of the whole data store. Their total is not counted. */
export function historyOfMany(exchange: Exchange, type: string | undefined): Promise<FhirResponse> {
  const { store } = exchange;
  return historyBundle(exchange, type, type === undefined ? '' : `/${type}`, (options) =>
    store.historyOfMany(type, options),
  );
}

/** @param below the path of what the history is of, below the base */
async function historyBundle(
  { request, query, base }: Exchange,
  type: string | undefined,
  below: string,
  read: (options: HistoryOptions) => Promise<HistoryPage | FhirResponse>,
): Promise<FhirResponse> {
  const { strict } = preferenceOf(request);
  const parameters = readHistoryParameters(query, strict);
  if (!parameters.ok) return refusalResponse('invalid-search', parameters.issues);
  const part = requestedSubset(type, query, strict);
  if (!part.ok) return part.refusal;
  const { options } = parameters;
  const applied = [...parameters.applied, ...part.applied];
  const page = await read(options);
  if ('status' in page) return page;

  const url = (cursor: string | undefined) => {
    const pairs: readonly QueryPair[] = cursor === undefined ? applied : [...applied, ['_cursor', cursor]];
    return `${base}${below}/_history${pairs.length > 0 ? '?' : ''}${queryText(pairs)}`;
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
