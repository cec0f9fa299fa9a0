import type { ErrorDefinition } from '../definition.js';

/**
 * Errors of signatures and credentials. `exception` is what the HealthLake surface shows; the object
 * store has other names for some of them, which `@wellspring/access` lists as `s3Denials`.
 */
export const accessErrors = {
  'missing-authentication': {
    status: 403,
    issue: 'login',
    exception: 'MissingAuthenticationTokenException',
    meaning: 'The request carries no signature.',
  },
  'incomplete-signature': {
    status: 400,
    issue: 'login',
    exception: 'IncompleteSignatureException',
    meaning: 'The Authorization header, the date or a part of the signature is missing or malformed.',
  },
  'unsupported-signature': {
    status: 400,
    issue: 'login',
    exception: 'IncompleteSignatureException',
    meaning: 'The request is signed in a way this server does not know; it knows AWS4-HMAC-SHA256.',
  },
  'malformed-presigned-query': {
    status: 400,
    issue: 'login',
    exception: 'IncompleteSignatureException',
    meaning: 'A query parameter of a presigned address is missing or has a bad value.',
  },
  'unknown-access-key': {
    status: 403,
    issue: 'login',
    exception: 'UnrecognizedClientException',
    meaning: 'There is no such active access key, or it belongs to a user or role that is gone.',
  },
  'invalid-session-token': {
    status: 403,
    issue: 'login',
    exception: 'UnrecognizedClientException',
    meaning: 'The session token is not one of this server, or not the one of this access key.',
  },
  'expired-session-token': {
    status: 403,
    issue: 'expired',
    exception: 'ExpiredTokenException',
    meaning: 'The temporary credentials have reached their end; new ones have to be fetched.',
  },
  'wrong-credential-scope': {
    status: 403,
    issue: 'login',
    exception: 'InvalidSignatureException',
    meaning: 'The signature is made for another date, region or service.',
  },
  'headers-not-signed': {
    status: 403,
    issue: 'login',
    exception: 'InvalidSignatureException',
    meaning: 'Host or an x-amz-* header of the request is not covered by the signature.',
  },
  'signature-mismatch': {
    status: 403,
    issue: 'login',
    exception: 'InvalidSignatureException',
    meaning: 'The signature does not belong to this request: another secret key, or the request was changed.',
  },
  'clock-skew': {
    status: 403,
    issue: 'expired',
    exception: 'InvalidSignatureException',
    meaning: 'The request was signed more than 15 minutes before or after the time of the server.',
  },
  'presigned-expired': {
    status: 403,
    issue: 'expired',
    exception: 'RequestExpired',
    meaning: 'A presigned address is used after its last second, or before its first.',
  },
  'unsupported-payload-hash': {
    status: 400,
    issue: 'login',
    exception: 'InvalidSignatureException',
    meaning: 'The x-amz-content-sha256 header has a value that is not taken for this service.',
  },
  'content-sha256-mismatch': {
    status: 400,
    issue: 'security',
    exception: 'InvalidSignatureException',
    meaning: 'The body is not the one whose SHA-256 the request was signed with.',
  },
  'chunk-signature-mismatch': {
    status: 403,
    issue: 'security',
    exception: 'InvalidSignatureException',
    meaning: 'A chunk of a signed, chunked body, or its trailer, does not match its signature.',
  },
  'malformed-chunk': {
    status: 400,
    issue: 'structure',
    exception: 'ValidationException',
    meaning: 'An aws-chunked body is not framed as it must be, or is longer than it said.',
  },
  'malformed-trailer': {
    status: 400,
    issue: 'structure',
    exception: 'ValidationException',
    meaning: 'The trailer of an aws-chunked body is not the one that x-amz-trailer announced, or too large.',
  },
  'truncated-body': {
    status: 400,
    issue: 'incomplete',
    exception: 'ValidationException',
    meaning: 'An aws-chunked body ended before its last chunk, or is shorter than it said.',
  },
  'request-stalled': {
    status: 408,
    issue: 'timeout',
    exception: 'RequestTimeoutException',
    meaning: 'The client kept the connection open and sent no byte of the body for a minute.',
  },
  'decoded-length-required': {
    status: 411,
    issue: 'required',
    exception: 'ValidationException',
    meaning: 'An aws-chunked body came without a valid x-amz-decoded-content-length header.',
  },
  'master-key-unreadable': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The file of the master key in the data folder cannot be read, or does not hold one.',
  },
  'master-key-mismatch': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The master key is another than the one that secrets in this database were sealed with.',
  },
  'root-credential-unreadable': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The file of the root credential in the data folder cannot be read, or does not hold one.',
  },
} as const satisfies Record<string, ErrorDefinition>;
