import { WellspringError } from '@wellspring/errors';
import { operationOutcome } from '@wellspring/fhir';
import type { DeleteOutcome, StoredVersion } from '@wellspring/store';
import { bundle, type BundleEntry } from '../bundle/bundle.js';
import type { Exchange } from '../interactions/exchange.js';
import { searchLinks } from '../interactions/search-links.js';
import { versionTag } from '../request/version-tag.js';
import type { FhirResponse } from '../response/fhir-response.js';
import type { Condition } from './condition.js';

/** HealthLake's, in its document. */
const MOST = 100;

/**
 * Deletes a page of what meets a condition, each resource by itself: a batch-response with 204 for each, 412 where it
 * was written meanwhile, 403 where it may be found and not deleted. The `next` link is to be followed with DELETE.
 *
 * @throws WellspringError `invalid-condition`
 */
export async function batchDelete(
  { store, base }: Pick<Exchange, 'store' | 'base'>,
  type: string,
  { query }: Condition,
): Promise<FhirResponse> {
  const asked = Number(query.applied.find(([name]) => name === '_count')?.[1]);
  if (asked < 1 || asked > MOST)
    throw new WellspringError('invalid-condition', `_count of a delete is 1 to ${MOST}`);
  const page = await store.search(query);
  const entries: BundleEntry[] = [];
  for (const version of page.matches) entries.push(await deletedEntry(store, base, version));
  const links = searchLinks(base, { kind: 'type', type }, query, page);
  return {
    status: 200,
    headers: {},
    body: bundle({
      type: 'batch-response',
      links: links.filter(({ relation }) => relation !== 'previous'),
      entries,
    }),
  };
}

async function deletedEntry(
  store: Exchange['store'],
  base: string,
  { type, id, version }: StoredVersion,
): Promise<BundleEntry> {
  const fullUrl = `${base}/${type}/${id}`;
  let result: DeleteOutcome;
  try {
    result = await store.delete(type, id, { ifMatch: version });
  } catch (error) {
    // What may be found and not deleted stays, and the others go.
    if (!(error instanceof WellspringError) || error.code !== 'insufficient-scope') throw error;
    return { fullUrl, rest: { response: { status: '403', outcome: refusal(error.message) } } };
  }
  if (result.outcome === 'deleted')
    return { fullUrl, rest: { response: { status: '204', etag: versionTag(result.version.version) } } };
  // Deleted by another meanwhile is what was wanted, too.
  if (result.outcome !== 'version-conflict') return { fullUrl, rest: { response: { status: '204' } } };
  const diagnostics = `${type}/${id} was written by another meanwhile`;
  const outcome = operationOutcome([{ severity: 'error', code: 'conflict', diagnostics }]);
  return { fullUrl, rest: { response: { status: '412', outcome } } };
}

function refusal(diagnostics: string): ReturnType<typeof operationOutcome> {
  return operationOutcome([{ severity: 'error', code: 'exception', diagnostics }]);
}
