import { catalogue, type WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';

/** An error as the trail has it. */
export interface CallError {
  readonly code: string;
  readonly message?: string;
}

/**
 * What went wrong with a call, as AWS names it: from the error that was thrown, else from its answer. Only who was
 * refused and why is told in words; other messages may quote what was sent, so for them it is the catalogue's.
 */
export function callError(
  thrown: WellspringError | undefined,
  { status, headers, body }: HttpResponse,
): CallError | undefined {
  if (status < 400) return undefined;
  if (thrown !== undefined) {
    const { status: own, exception, meaning } = thrown.definition;
    const code = codeIn(headers, body) ?? exception;
    return { code, message: own === 401 || own === 403 ? thrown.message : meaning };
  }
  return { code: codeIn(headers, body) ?? nameOf(status) };
}

/** The name that the answer has for it: in a header of AWS JSON, in the XML of S3, IAM and STS. */
function codeIn(headers: HttpResponse['headers'], body: HttpResponse['body']): string | undefined {
  const header = headers['x-amzn-errortype'];
  if (header !== undefined) return header;
  if (typeof body !== 'string') return undefined;
  return /<Code>([A-Za-z.]{1,100})<\/Code>/.exec(body.slice(0, 4096))?.[1];
}

/** Of an OperationOutcome, whose issues say more than a name would. */
function nameOf(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'AccessDeniedException';
    case 404:
    case 410:
      return 'ResourceNotFoundException';
    case 409:
    case 412:
      return 'ConflictException';
    case 429:
      return 'ThrottlingException';
    default:
      return status < 500 ? 'ValidationException' : catalogue['internal-error'].exception;
  }
}
