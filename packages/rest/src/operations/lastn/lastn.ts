import { WellspringError } from '@wellspring/errors';
import { expandTerminology, type JsonObject, type SearchQuery } from '@wellspring/fhir';
import type { DataStore, StoredVersion } from '@wellspring/store';
import { bundle } from '../../bundle/bundle.js';
import { maxIncludedBytes } from '../../include/include-limits.js';
import type { Exchange } from '../../interactions/exchange.js';
import { queryText } from '../../request/query-pairs.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { refusalResponse } from '../../response/outcome-response.js';
import type { Operation } from '../operation.js';
import { givenParameters, parameterRefusal } from '../parameters/operation-parameters.js';
import { resourcesInTurn } from '../resources-in-turn.js';
import { codeKeys } from './code-keys.js';
import { effectiveTime } from './effective-time.js';
import { createLatestByCode, type Dated } from './latest-by-code.js';
import { lastnRequest } from './lastn-request.js';

/** Observations that are gone through at a time, and the most that are answered. */
const chunk = 500;
const mostLatest = 10_000;

/**
 * The last Observations of each code of a patient.
 * @see https://hl7.org/fhir/R4/observation-operation-lastn.html
 */
export const lastn: Operation = {
  name: 'lastn',
  definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn',
  levels: [{ level: 'type', types: ['Observation'], methods: ['GET', 'POST'] }],
  run: runLastn,
};

async function runLastn(exchange: Exchange): Promise<FhirResponse> {
  const { store, request: http, base } = exchange;
  const given = await givenParameters(exchange);
  if (!given.ok) return given.refusal;
  const read = lastnRequest(given.parameters, base, store.searchParameters());
  if (!read.ok) return parameterRefusal(read.issues);
  const { request } = read;
  const expanded = await expandTerminology(request.query, store.conformance);
  if (!expanded.ok) return refusalResponse('invalid-search', expanded.issues);
  const latest = await latestOf(store, expanded.query, request.max, http.signal);
  const versions = await versionsOf(store, latest, http.signal);
  return {
    status: 200,
    headers: {},
    body: bundle({
      type: 'searchset',
      total: versions.length,
      links: [{ relation: 'self', url: `${base}/Observation/$lastn?${queryText(request.applied)}` }],
      entries: versions.map(({ type, id, body }) => ({
        fullUrl: `${base}/${type}/${id}`,
        ...(body && { resource: body }),
        rest: { search: { mode: 'match' } },
      })),
    }),
  };
}

/** Goes through all that match, oldest change first, so that what is written meanwhile comes at the end, not never. */
async function latestOf(
  store: DataStore,
  query: SearchQuery,
  max: number,
  signal: AbortSignal,
): Promise<readonly Dated[]> {
  const groups = createLatestByCode(max);
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await store.search({
      ...query,
      count: chunk,
      sort: [{ param: '_lastUpdated', direction: 'ascending' }],
      ...(cursor !== undefined && { cursor }),
    });
    for (const { id, body } of page.matches) {
      if (body === undefined) continue;
      const observation = JSON.parse(body.toString('utf8')) as JsonObject;
      groups.add({ id, time: effectiveTime(observation) }, codeKeys(observation));
    }
    if (groups.size() > mostLatest)
      throw new WellspringError(
        'too-costly',
        `More than ${mostLatest} Observations are the last of their codes`,
      );
    cursor = page.next;
  } while (cursor !== undefined);
  return groups.latest();
}

async function versionsOf(
  store: DataStore,
  latest: readonly Dated[],
  signal: AbortSignal,
): Promise<readonly StoredVersion[]> {
  // One that was written meanwhile may be there twice.
  const keys = [...new Set(latest.map(({ id }) => id))].map((id) => ({ type: 'Observation', id }));
  const versions: StoredVersion[] = [];
  let bytes = 0;
  for await (const some of resourcesInTurn(store, keys, signal)) {
    bytes += some.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
    if (bytes > maxIncludedBytes)
      throw new WellspringError('too-costly', `The Observations have more than ${maxIncludedBytes} bytes`);
    versions.push(...some);
  }
  return versions;
}
