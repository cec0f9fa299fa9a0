import { WellspringError } from '@wellspring/errors';
import type { JsonObject } from '@wellspring/fhir';
import type { Exchange } from '../interactions/exchange.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { outcomeResponse } from '../response/outcome-response.js';
import type { AsyncOptions } from './async-options.js';
import type { TransactionTerms } from './transaction-terms.js';

/** Headers that an answer depends on. */
const kept = ['host', 'prefer', 'x-amzn-healthlake-fhir-validation-level'] as const;

/**
 * Takes a transaction on, to be carried out in the background: 202, and in Content-Location where to ask for
 * its answer.
 *
 * @throws WellspringError `job-queue-full`
 */
export async function submitTransaction(
  { store, caller, base, request }: Pick<Exchange, 'store' | 'caller' | 'base' | 'request'>,
  bundle: Buffer,
  { mostPending, wake }: AsyncOptions,
): Promise<FhirResponse> {
  const headers = Object.fromEntries(
    kept.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]])),
  );
  const terms: TransactionTerms = {
    base,
    headers,
    requestId: request.requestId,
    ...(caller.grant && { grant: caller.grant }),
  };
  const id = await store.asyncTransactions.submit(terms as unknown as JsonObject, bundle, mostPending);
  if (id === undefined)
    throw new WellspringError(
      'job-queue-full',
      `${mostPending} transactions of this data store are waiting already; try again when one is done`,
    );
  wake();
  const diagnostics = 'Submitted Asynchronous Bundle Transaction';
  return outcomeResponse(202, [{ severity: 'information', code: 'informational', diagnostics }], {
    'content-location': `${base}/Transaction/${id}`,
  });
}
