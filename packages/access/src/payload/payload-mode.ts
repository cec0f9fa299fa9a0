import { failure, type AuthenticationFailure } from '../authentication-failure.js';

/** How the body of a request is bound to its signature. */
export type PayloadMode =
  /** No header says: the body is read first, and its hash is part of what was signed. */
  | { readonly kind: 'buffered' }
  /** The hash is known beforehand, and checked while the body streams. */
  | { readonly kind: 'hashed'; readonly sha256: string }
  | { readonly kind: 'unsigned' }
  /** `aws-chunked`; `signed`: each chunk carries its own signature. */
  | { readonly kind: 'chunked'; readonly word: string; readonly signed: boolean; readonly trailer: boolean };

/** Reads the value of `x-amz-content-sha256`; what is not a hash is for S3 alone. */
export function payloadMode(word: string | undefined, service: string): PayloadMode | AuthenticationFailure {
  if (word === undefined) return { kind: 'buffered' };
  if (/^[0-9a-fA-F]{64}$/.test(word)) return { kind: 'hashed', sha256: word.toLowerCase() };
  if (service !== 's3')
    return failure(
      'unsupported-payload-hash',
      'x-amz-content-sha256 must be the SHA-256 of the body in hex.',
    );
  switch (word) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'chunked', word, signed: true, trailer: false };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunked', word, signed: true, trailer: true };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunked', word, signed: false, trailer: true };
    default:
      return failure(
        'unsupported-payload-hash',
        'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, ' +
          'STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.',
      );
  }
}
