import { WellspringError } from '@wellspring/errors';
import type { StoredVersion } from '@wellspring/store';
import type { Exchange } from '../interactions/exchange.js';
import { matchedVersion } from '../request/version-tag.js';
import { checkWriteHeaders } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import { versionHeaders } from '../response/version-headers.js';
import { versionConflict } from '../interactions/version-conflict.js';
import { batchDelete } from './batch-delete.js';
import { readCondition, type Condition } from './condition.js';
import { findMatch } from './find-match.js';

/**
 * Deletes what meets a condition, if it is one resource (https://hl7.org/fhir/R4/http.html#3.1.0.7.1). With
 * `_count` any number of them, page by page, as HealthLake has it.
 */
export async function conditionalDelete(exchange: Exchange, type: string): Promise<FhirResponse> {
  const { request, store, query } = exchange;
  checkWriteHeaders(request, ['if-match']);
  const ifMatch = matchedVersion(request.headers['if-match']);
  const isBatch = query.some(([name]) => name === '_count');
  if (isBatch && ifMatch !== undefined)
    throw new WellspringError('malformed-header', 'If-Match cannot be used where several are deleted');
  const read = await readCondition(exchange, type, query, isBatch ? ['_count', '_cursor'] : []);
  if (!read.ok) return refusalResponse('invalid-search', read.issues);
  const { condition } = read;
  if (isBatch) return batchDelete(exchange, type, condition);

  return store.transaction(async (unit): Promise<FhirResponse> => {
    await unit.lock([condition.name]);
    const match = await findMatch(store, condition);
    switch (match.kind) {
      case 'many':
        return failureResponse('multiple-matches', `Several resources of type ${type} meet the condition`);
      case 'none':
        return nothingMatches(exchange, type, condition);
      case 'one': {
        const { id, vid, version } = match.version;
        if (ifMatch !== undefined && ifMatch !== version) return versionConflict(type, id, version);
        const report = await unit.write([
          { kind: 'delete', key: { type, id }, expected: { ifCurrent: vid } },
        ]);
        const [deleted] = report.written ? report.outcomes : [];
        if (deleted?.outcome !== 'deleted') throw new Error('A delete was not carried out');
        return { status: 204, headers: versionHeaders(deleted.version) };
      }
      default:
        return match satisfies never;
    }
  });
}

/** What says more of a resource that is named by its id: they have to agree. */
const besideId: ReadonlySet<string> = new Set(['_id', '_tag', 'createdAt', '_lastUpdated']);

/** 404; but of one that is named by its id 204 where it was deleted, and 409 where it is not as it should be. */
async function nothingMatches(
  { store }: Pick<Exchange, 'store'>,
  type: string,
  { query }: Condition,
): Promise<FhirResponse> {
  const id = query.applied.find(([name]) => name === '_id')?.[1];
  const named: StoredVersion | undefined = id === undefined ? undefined : await store.read(type, id);
  if (named !== undefined && named.body === undefined) return { status: 204, headers: versionHeaders(named) };
  if (named !== undefined && query.applied.every(([name]) => besideId.has(name.split(':')[0]!)))
    return failureResponse(
      'conditional-id-conflict',
      `${type}/${named.id} does not meet the rest of the condition`,
    );
  return failureResponse('resource-not-found', `No ${type} meets the condition`);
}
