import { WellspringError, catalogue, type ErrorCode } from '@wellspring/errors';
import { operationOutcome, type Issue } from '@wellspring/fhir';
import type { HttpResponse } from '@wellspring/http';
import { toHttpResponse, type FhirResponse } from './fhir-response.js';

/** An OperationOutcome that tells these issues. */
export function outcomeResponse(
  status: number,
  issues: readonly Issue[],
  headers: Readonly<Record<string, string>> = {},
): FhirResponse {
  return { status, headers, body: [Buffer.from(JSON.stringify(operationOutcome(issues)))] };
}

/** An OperationOutcome with the status of an error in the catalogue, where the issues say more than it. */
export function refusalResponse(code: ErrorCode, issues: readonly Issue[]): FhirResponse {
  return outcomeResponse(catalogue[code].status, issues);
}

/** The OperationOutcome of one error in the catalogue. */
export function failureResponse(
  code: ErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): FhirResponse {
  const { status, issue } = catalogue[code];
  const retry = status === 503 || status === 429 ? { 'retry-after': '1' } : {};
  const challenge = code === 'insufficient-scope' && {
    // https://www.rfc-editor.org/rfc/rfc6750#section-3.1
    'www-authenticate': 'Bearer realm="FHIR", error="insufficient_scope"',
  };
  return outcomeResponse(status, [{ severity: 'error', code: issue, diagnostics: message }], {
    ...retry,
    ...challenge,
    ...headers,
  });
}

/**
 * Words an error as the FHIR data plane does: the status of the catalogue and an OperationOutcome.
 * Of an error that is not in the catalogue nothing is told but the request id, under which the log
 * has it.
 *
 * @example
 * errorResponse(new WellspringError('resource-not-found', 'Patient/1 is not known'), requestId).status // 404
 */
export function errorResponse(error: unknown, requestId: string): HttpResponse {
  const response =
    error instanceof WellspringError
      ? failureResponse(error.code, error.message)
      : failureResponse('internal-error', `The server failed; request id ${requestId}`);
  return toHttpResponse(response, false);
}
