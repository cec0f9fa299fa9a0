import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import { readBundle } from '@wellspring/fhir';
import { newCallRecord } from '@wellspring/http';
import type { ClaimedTransaction, DataStore } from '@wellspring/store';
import type { ExchangeMaker } from '../exchange-maker.js';
import type { Perform } from '../interactions/perform.js';
import type { FhirResponse } from '../response/fhir-response.js';
import type { RestCaller } from '../rest-caller.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import { transaction } from '../transaction/transaction.js';
import { visibilityOf } from '../visibility/visibility-of.js';
import type { TransactionTerms } from './transaction-terms.js';

/** Whoever sent the transaction was let in, and asked for leave, when it was sent. */
const submitter: Omit<RestCaller, 'record'> = {
  principal: { kind: 'service', service: 'healthlake.amazonaws.com' },
  authorize: () => Promise.resolve(),
};

/** How long a process may be silent before another takes a transaction over. */
export const LEASE_SECONDS = 30;

/** Tries of a transaction that ends in an error nobody foresaw, or takes its process with it. */
const TRIES = 3;

/**
 * Carries out a transaction that was claimed. Its answer is noted in the same unit of work, so that it takes
 * place once, whenever the process ends.
 *
 * @param failed hears of errors that nobody foresaw
 */
export async function runTransaction(
  make: ExchangeMaker,
  perform: Perform,
  store: DataStore,
  claimed: ClaimedTransaction,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  const renewing = setInterval(
    () => void store.asyncTransactions.renew(claimed, LEASE_SECONDS).catch(() => undefined),
    (LEASE_SECONDS * 1_000) / 3,
  );
  try {
    const response = await answerTo(make, perform, store, claimed, signal);
    // What succeeded is noted already.
    if (response.status !== 200)
      await store.asyncTransactions.finish(claimed, response.status, bytesOf(response));
  } catch (error) {
    // It is tried again when the database is back.
    if (error instanceof WellspringError && error.code === 'database-unavailable') return;
    const known = error instanceof WellspringError && error.definition.status < 500;
    if (!known) failed(error);
    if (!known && claimed.attempt < TRIES) return;
    const response = known
      ? failureResponse(error.code, error.message)
      : failureResponse('internal-error', 'The server failed to carry the transaction out');
    await store.asyncTransactions.finish(claimed, response.status, bytesOf(response)).catch(failed);
  } finally {
    clearInterval(renewing);
  }
}

async function answerTo(
  make: ExchangeMaker,
  perform: Perform,
  store: DataStore,
  claimed: ClaimedTransaction,
  signal: AbortSignal,
): Promise<FhirResponse> {
  const read = readBundle(claimed.bundle);
  if (!read.ok) return refusalResponse('invalid-bundle', read.issues);
  const { base, headers, grant } = claimed.terms as unknown as TransactionTerms;
  const request = {
    method: 'POST',
    path: new URL(base).pathname,
    query: '',
    headers,
    rawHeaders: [],
    body: Readable.from([]),
    signal,
    requestId: randomUUID(),
  };
  const { seen, permissions } = await visibilityOf(grant, store, base);
  const caller = { ...submitter, record: newCallRecord(), ...(grant && { grant }) };
  const exchange = make({ store: seen, caller, permissions, request, query: [], base });
  return transaction(exchange, read.bundle.entries, perform, (unit, response) =>
    unit.store.asyncTransactions.finish(claimed, response.status, bytesOf(response)),
  );
}

function bytesOf({ body = [] }: FhirResponse): Buffer {
  return Buffer.concat(body);
}
