import type { Grant } from '@wellspring/smart';
import type { Exchange } from '../interactions/exchange.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, outcomeResponse } from '../response/outcome-response.js';
import type { Permissions } from '../visibility/permissions.js';
import type { TransactionTerms } from './transaction-terms.js';

/** `GET Transaction/{id}`: 202 while it is not done, then its answer with the status that it has. */
export async function transactionStatus(
  { store, permissions }: Pick<Exchange, 'store' | 'permissions'>,
  id: string,
): Promise<FhirResponse> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  const found = isId ? await store.asyncTransactions.find(id) : undefined;
  if (found === undefined || !isOwn(permissions, found.terms as unknown as TransactionTerms))
    return failureResponse('transaction-not-found', 'There is no asynchronous transaction with this id');
  switch (found.state) {
    case 'submitted':
      return pending('SUBMITTED');
    case 'running':
      return pending('IN_PROGRESS');
    case 'finished':
      return { status: found.status, headers: {}, body: [found.answer] };
    default:
      return found satisfies never;
  }
}

/**
 * Bearers ask for their own only, those that the same app sent for the same user about the same patient; and with no
 * less than they had then, since the answer holds what was seen with that.
 */
function isOwn(permissions: Permissions | undefined, { grant }: TransactionTerms): boolean {
  if (permissions === undefined) return true;
  const now = permissions.grant;
  const scopes = new Set(now.scopes);
  return (
    grant !== undefined &&
    contextOf(grant) === contextOf(now) &&
    grant.scopes.every((each) => scopes.has(each))
  );
}

function contextOf({ clientId, subject, patient, fhirUser, ...rest }: Grant): string {
  const { versions, granular, fineGrained } = rest;
  return JSON.stringify([clientId, subject, patient, fhirUser, versions, granular, fineGrained]);
}

function pending(diagnostics: string): FhirResponse {
  return outcomeResponse(202, [{ severity: 'information', code: 'informational', diagnostics }], {
    'retry-after': '1',
  });
}
