import { WellspringError } from '@wellspring/errors';
import { readBundle, type ReadBundle } from '@wellspring/fhir';
import { readBody } from '@wellspring/http';
import { submitTransaction } from '../async/submit-transaction.js';
import type { Exchange } from '../interactions/exchange.js';
import type { Perform } from '../interactions/perform.js';
import { preferenceOf } from '../request/preference.js';
import { requireFhirJson } from '../request/resource-body.js';
import { checkWriteHeaders } from '../request/write-headers.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { refusalResponse } from '../response/outcome-response.js';
import { transaction } from '../transaction/transaction.js';
import { batch } from './batch.js';
import type { BundleLimits } from './bundle-limits.js';
import { requireEntries, requireReferenceSearches } from './entry-rights.js';
import { messageEntries } from './message-entries.js';

/** A Bundle sent to the base address (https://hl7.org/fhir/R4/http.html#transaction). */
export async function processBundle(exchange: Exchange, perform: Perform): Promise<FhirResponse> {
  const { request, bundleLimits } = exchange;
  checkWriteHeaders(request);
  requireFhirJson(request);
  const body = await readBody(request, bundleLimits.bytes);
  const read = readBundle(body);
  if (!read.ok) return refusalResponse('invalid-bundle', read.issues);
  const { type, entries } = checkedBundle(read.bundle, bundleLimits);
  const { record } = exchange.caller;
  record.requestParameters = { ...record.requestParameters, bundle: { type, entries: entries.length } };
  switch (type) {
    case 'batch':
      return batch(exchange, entries, perform);
    case 'message':
      return batch(exchange, messageEntries(entries), perform);
    default:
      await requireEntries(exchange, entries);
      if (exchange.async !== undefined && preferenceOf(request).respondAsync) {
        // When it is carried out nobody is there who could be asked.
        await requireReferenceSearches(exchange, entries);
        return submitTransaction(exchange, body, exchange.async);
      }
      return transaction(exchange, entries, perform);
  }
}

/**
 * @throws WellspringError `invalid-bundle` for a type that is not carried out, `bundle-too-large`
 */
export function checkedBundle(
  { type, entries }: ReadBundle,
  { batchEntries, transactionEntries }: BundleLimits,
): ReadBundle {
  if (type !== 'batch' && type !== 'transaction' && type !== 'message')
    throw new WellspringError(
      'invalid-bundle',
      `A Bundle of the type ${type} is not carried out; to store it as a resource, send it to /Bundle`,
    );
  const most = type === 'transaction' ? transactionEntries : batchEntries;
  if (entries.length > most)
    throw new WellspringError(
      'bundle-too-large',
      `The Bundle has ${entries.length} entries; a ${type} may have ${most}`,
    );
  return { type, entries };
}
