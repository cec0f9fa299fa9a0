import type { ErrorCode } from '@wellspring/errors';

/** An error as the services of the query protocol, IAM and STS, word it. */
export interface QueryDenial {
  readonly status: number;
  /** The `Code` of the XML. */
  readonly code: string;
}

/**
 * What failures of authentication are called by IAM and STS, whose names are older than those of HealthLake
 * (https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html). A signature of another time is a
 * signature that does not match, as they answer it; `RequestExpired` is for presigned addresses.
 */
export const queryDenials = {
  'missing-authentication': { status: 403, code: 'MissingAuthenticationToken' },
  'incomplete-signature': { status: 400, code: 'IncompleteSignature' },
  'unsupported-signature': { status: 400, code: 'IncompleteSignature' },
  'malformed-presigned-query': { status: 400, code: 'IncompleteSignature' },
  'unknown-access-key': { status: 403, code: 'InvalidClientTokenId' },
  'invalid-session-token': { status: 403, code: 'InvalidClientTokenId' },
  'expired-session-token': { status: 403, code: 'ExpiredToken' },
  'wrong-credential-scope': { status: 403, code: 'SignatureDoesNotMatch' },
  'headers-not-signed': { status: 403, code: 'SignatureDoesNotMatch' },
  'signature-mismatch': { status: 403, code: 'SignatureDoesNotMatch' },
  'clock-skew': { status: 403, code: 'SignatureDoesNotMatch' },
  'presigned-expired': { status: 400, code: 'RequestExpired' },
  'unsupported-payload-hash': { status: 403, code: 'SignatureDoesNotMatch' },
  'content-sha256-mismatch': { status: 403, code: 'SignatureDoesNotMatch' },
  'access-denied': { status: 403, code: 'AccessDenied' },
  'body-too-large': { status: 413, code: 'RequestEntityTooLarge' },
  'request-aborted': { status: 400, code: 'RequestTimeout' },
  'request-stalled': { status: 400, code: 'RequestTimeout' },
  'internal-error': { status: 500, code: 'InternalFailure' },
  'database-unavailable': { status: 503, code: 'ServiceUnavailable' },
  overloaded: { status: 503, code: 'ServiceUnavailable' },
} as const satisfies Partial<Record<ErrorCode, QueryDenial>>;
