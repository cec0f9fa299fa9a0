import type { ErrorCode } from '@wellspring/errors';

/** An error as S3 words it. */
export interface S3Denial {
  readonly status: number;
  /** The `Code` of the XML. */
  readonly code: string;
  /** Where that of the other surfaces would mislead. */
  readonly message?: string;
}

/**
 * What failures of authentication and of body checks are called on the object store
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html): S3 has names of its own,
 * which old and new clients act upon.
 */
export const s3Denials = {
  'access-denied': { status: 403, code: 'AccessDenied' },
  'missing-authentication': { status: 403, code: 'AccessDenied' },
  'incomplete-signature': { status: 400, code: 'AuthorizationHeaderMalformed' },
  'unsupported-signature': { status: 400, code: 'InvalidRequest' },
  'malformed-presigned-query': { status: 400, code: 'AuthorizationQueryParametersError' },
  'unknown-access-key': {
    status: 403,
    code: 'InvalidAccessKeyId',
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  'invalid-session-token': {
    status: 400,
    code: 'InvalidToken',
    message: 'The provided token is malformed or otherwise invalid.',
  },
  'expired-session-token': { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' },
  'wrong-credential-scope': { status: 400, code: 'AuthorizationHeaderMalformed' },
  'headers-not-signed': { status: 403, code: 'AccessDenied' },
  'signature-mismatch': { status: 403, code: 'SignatureDoesNotMatch' },
  'clock-skew': { status: 403, code: 'RequestTimeTooSkewed' },
  'presigned-expired': { status: 403, code: 'AccessDenied' },
  'unsupported-payload-hash': { status: 400, code: 'InvalidArgument' },
  'content-sha256-mismatch': { status: 400, code: 'XAmzContentSHA256Mismatch' },
  'chunk-signature-mismatch': { status: 403, code: 'SignatureDoesNotMatch' },
  'malformed-chunk': { status: 400, code: 'InvalidRequest' },
  'malformed-trailer': { status: 400, code: 'MalformedTrailerError' },
  'truncated-body': { status: 400, code: 'IncompleteBody' },
  'request-stalled': { status: 400, code: 'RequestTimeout' },
  overloaded: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  'decoded-length-required': { status: 411, code: 'MissingContentLength' },
} as const satisfies Partial<Record<ErrorCode, S3Denial>>;
