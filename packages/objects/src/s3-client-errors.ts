import { S3ServiceException } from '@aws-sdk/client-s3';
import { WellspringError, type ErrorCode } from '@wellspring/errors';

const codes: Readonly<Record<string, ErrorCode>> = {
  NoSuchBucket: 'no-such-bucket',
  NoSuchKey: 'no-such-key',
  AccessDenied: 'access-denied',
  AllAccessDisabled: 'access-denied',
  InvalidAccessKeyId: 'access-denied',
  SignatureDoesNotMatch: 'access-denied',
  ExpiredToken: 'access-denied',
  InvalidRange: 'invalid-range',
  InvalidBucketName: 'invalid-bucket-name',
  KeyTooLongError: 'key-too-long',
  BucketAlreadyOwnedByYou: 'bucket-already-owned-by-you',
  BucketAlreadyExists: 'access-denied',
  PreconditionFailed: 's3-precondition-failed',
  EntityTooLarge: 'entity-too-large',
};

/**
 * What the SDK reported, in the catalogue's words. An answer to HEAD has no body, so only its status
 * says what was missing, and the caller what was asked for.
 */
export function asWellspringError(error: unknown, asked: 'bucket' | 'object'): WellspringError {
  if (error instanceof WellspringError) return error;
  const name = error instanceof Error ? error.name : '';
  const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
  const message = error instanceof Error ? error.message : 'unknown';
  const code = codes[name] ?? byStatus(status, asked);
  return new WellspringError(code, wording(code, name, message), { cause: error });
}

function byStatus(status: number, asked: 'bucket' | 'object'): ErrorCode {
  switch (status) {
    case 400:
      return asked === 'bucket' ? 'invalid-bucket-name' : 's3-invalid-request';
    case 403:
      return 'access-denied';
    case 404:
      return asked === 'bucket' ? 'no-such-bucket' : 'no-such-key';
    case 409:
      return 'bucket-already-owned-by-you';
    case 412:
      return 's3-precondition-failed';
    case 416:
      return 'invalid-range';
    default:
      return 'object-store-unavailable';
  }
}

function wording(code: ErrorCode, name: string, message: string): string {
  if (code === 'object-store-unavailable') return `The object store did not answer: ${name} ${message}`;
  return message === 'UnknownError' || message === 'Unknown' ? code : message;
}
