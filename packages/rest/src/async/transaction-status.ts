import type { Exchange } from '../interactions/exchange.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, outcomeResponse } from '../response/outcome-response.js';

/** `GET Transaction/{id}`: 202 while it is not done, then its answer with the status that it has. */
export async function transactionStatus(
  { store }: Pick<Exchange, 'store'>,
  id: string,
): Promise<FhirResponse> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  const found = isId ? await store.asyncTransactions.find(id) : undefined;
  if (found === undefined)
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

function pending(diagnostics: string): FhirResponse {
  return outcomeResponse(202, [{ severity: 'information', code: 'informational', diagnostics }], {
    'retry-after': '1',
  });
}
