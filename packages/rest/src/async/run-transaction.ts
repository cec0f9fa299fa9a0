import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { WellspringError, type ErrorCode } from '@wellspring/errors';
import { readBundle } from '@wellspring/fhir';
import { newCallRecord, type CallRecord } from '@wellspring/http';
import type { ClaimedTransaction, DataStore } from '@wellspring/store';
import { recordInteraction } from '../authorization/record-interaction.js';
import { askedBefore } from '../authorization/store-rights.js';
import type { ExchangeMaker } from '../exchange-maker.js';
import type { Perform } from '../interactions/perform.js';
import type { FhirResponse } from '../response/fhir-response.js';
import type { RestCaller } from '../rest-caller.js';
import { failureResponse, refusalResponse } from '../response/outcome-response.js';
import { transaction } from '../transaction/transaction.js';
import { visibilityOf } from '../visibility/visibility-of.js';
import type { BackgroundCall } from './background-call.js';
import type { TransactionTerms } from './transaction-terms.js';

/** What a transaction in the background is carried out with. */
export interface BackgroundWork {
  readonly make: ExchangeMaker;
  readonly perform: Perform;
  readonly dataStoreArn: (id: string) => string;
  /** Hears of what was carried out, for the audit trail. */
  readonly carriedOut: (call: BackgroundCall) => Promise<void>;
  /** Hears of errors that nobody foresaw. */
  readonly failed: (error: unknown) => void;
}

/** Whoever sent the transaction was let in, and asked for leave, when it was sent. */
const submitter: Omit<RestCaller, 'record'> = {
  principal: { kind: 'service', service: 'healthlake.amazonaws.com' },
  authorize: () => Promise.resolve(),
};

/** How long a process may be silent before another takes a transaction over. */
export const LEASE_SECONDS = 30;

/** Errors that say nothing about the transaction. */
const later: ReadonlySet<ErrorCode> = new Set(['database-unavailable', 'overloaded']);

/** Tries of a transaction that ends in an error nobody foresaw, or takes its process with it. */
const TRIES = 3;

/**
 * Carries out a transaction that was claimed. Its answer is noted in the same unit of work, so that it takes
 * place once, whenever the process ends.
 */
export async function runTransaction(
  work: BackgroundWork,
  store: DataStore,
  claimed: ClaimedTransaction,
  signal: AbortSignal,
): Promise<void> {
  const { failed } = work;
  const requestId = randomUUID();
  const record = recordOf({ id: store.id, arn: work.dataStoreArn(store.id) }, claimed);
  const began = performance.now();
  const carriedOut = (status: number): Promise<void> =>
    work.carriedOut({ record, requestId, status, durationMs: performance.now() - began }).catch(failed);
  const renewing = setInterval(
    () => void store.asyncTransactions.renew(claimed, LEASE_SECONDS).catch(() => undefined),
    (LEASE_SECONDS * 1_000) / 3,
  );
  try {
    const response = await answerTo(work, store, claimed, { requestId, record, signal });
    // What succeeded is noted already.
    if (response.status !== 200)
      await store.asyncTransactions.finish(claimed, response.status, bytesOf(response));
    await carriedOut(response.status);
  } catch (error) {
    // It is tried again when the database is back, or less is going on.
    if (error instanceof WellspringError && later.has(error.code)) return;
    const known = error instanceof WellspringError && error.definition.status < 500;
    if (!known) failed(error);
    if (!known && claimed.attempt < TRIES) return;
    const response = known
      ? failureResponse(error.code, error.message)
      : failureResponse('internal-error', 'The server failed to carry the transaction out');
    await store.asyncTransactions.finish(claimed, response.status, bytesOf(response)).catch(failed);
    record.changes.length = 0;
    await carriedOut(response.status);
  } finally {
    clearInterval(renewing);
  }
}

async function answerTo(
  { make, perform }: BackgroundWork,
  store: DataStore,
  claimed: ClaimedTransaction,
  {
    requestId,
    record,
    signal,
  }: { readonly requestId: string; readonly record: CallRecord; readonly signal: AbortSignal },
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
    requestId,
  };
  const { seen, permissions } = await visibilityOf(grant, store, base);
  const caller = { ...submitter, record, ...(grant && { grant }) };
  const exchange = make({
    interaction: { kind: 'bundle' },
    store: seen,
    caller,
    rights: askedBefore,
    permissions,
    request,
    query: [],
    base,
  });
  return transaction(exchange, read.bundle.entries, perform, (unit, response) =>
    unit.store.asyncTransactions.finish(claimed, response.status, bytesOf(response)),
  );
}

/** The call as the trail names it; the one that it was sent with has an event of its own. */
function recordOf(
  store: { readonly id: string; readonly arn: string },
  { id, terms }: ClaimedTransaction,
): CallRecord {
  const { requestId } = terms as unknown as TransactionTerms;
  const record = newCallRecord();
  recordInteraction(record, store, 'ProcessBundle', { kind: 'bundle' });
  record.requestParameters = {
    ...record.requestParameters,
    transactionId: id,
    ...(requestId !== undefined && { submittedByRequestId: requestId }),
  };
  return record;
}

function bytesOf({ body = [] }: FhirResponse): Buffer {
  return Buffer.concat(body);
}
