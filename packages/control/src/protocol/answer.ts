import { WellspringError, type ErrorDefinition } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';

const contentType = 'application/x-amz-json-1.0';

/** An operation's output as AWS JSON 1.0 sends it; members that are undefined are left out. */
export function answer(output: unknown, requestId: string): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: JSON.stringify(output),
  };
}

/**
 * An error as AWS JSON 1.0 sends it: `__type` and `Message` in the body, the type in
 * `x-amzn-errortype` too. What is no WellspringError is answered as InternalServerException and says
 * nothing of its cause.
 *
 * @example
 * controlErrorAnswer(new WellspringError('data-store-not-found', 'There is no data store …'), requestId)
 * // 400 {"__type":"ResourceNotFoundException","Message":"There is no data store …"}
 */
export function controlErrorAnswer(error: unknown, requestId: string): HttpResponse {
  const known =
    error instanceof WellspringError
      ? error
      : new WellspringError(
          'internal-error',
          `The request failed; its id in the server's log is ${requestId}`,
        );
  const { exception } = known.definition;
  return {
    status: statusOf(known.definition),
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId, 'x-amzn-errortype': exception },
    body: JSON.stringify({ __type: exception, Message: known.message }),
  };
}

/**
 * The model gives no HTTP statuses, so AWS JSON answers 400 for whatever the client did, also where
 * FHIR and S3 say 404 or 409. Refused signatures are 403: there AWS answers before the protocol does.
 */
function statusOf({ status, exception }: ErrorDefinition): number {
  if (status >= 500) return status;
  return (status === 401 || status === 403) && exception !== 'AccessDeniedException' ? 403 : 400;
}
