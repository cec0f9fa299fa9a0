import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { CallRecord, HttpRequest, HttpResponse } from '@wellspring/http';
import { createS3Access } from '../authorization/s3-access.js';
import type { EmbeddedObjects } from '../embedded/embedded-objects.js';
import { checkKey } from '../embedded/key-path.js';
import { addressOf } from './address.js';
import { noteCall } from './call-note.js';
import { s3Code, s3ErrorResponse } from './error-response.js';
import { isHeaderName, isHeaderValue } from './header-text.js';
import type { S3Operation } from './operation.js';
import { operations } from './operations.js';
import { requestKeys } from './request-context.js';
import { route } from './route.js';
import type { S3Call, S3Service } from './s3-call.js';
import { parseQuery, type S3Query } from './s3-query.js';

export interface S3HandlerOptions {
  readonly region: string;
  /** The account that owns every bucket: 12 digits. */
  readonly accountId: string;
  /** Hosts below which a name is a bucket (`bucket.localhost`); default `localhost`. Path style always works. */
  readonly domains?: readonly string[];
  /** Hears of failures that are nobody's request's fault; the caller sees an InternalError. */
  readonly onFailure?: (error: unknown, requestId: string) => void;
}

/** Who sent the request, and what else authentication says of it. */
export interface S3Authentication extends Caller {
  /** Trailing headers by lower-case name; complete once the body has ended. */
  readonly trailers: () => Readonly<Record<string, string>>;
}

/**
 * Answers one request to the object store in the S3 protocol (REST, XML). The request is one that
 * was authenticated, its body decoded from `aws-chunked` and verified as it streams. Every error
 * becomes S3's XML; nothing is thrown.
 *
 * @example
 * const s3 = createS3Handler(embedded, { region: 'us-east-1', accountId: '000000000000' });
 * const response = await s3(authenticated.request, { ...caller, trailers: authenticated.trailers });
 */
export function createS3Handler(
  embedded: EmbeddedObjects,
  options: S3HandlerOptions,
): (request: HttpRequest, auth: S3Authentication) => Promise<HttpResponse> {
  const service: S3Service = { embedded, region: options.region, accountId: options.accountId };
  const domains = options.domains ?? ['localhost'];

  return async (request, auth) => {
    try {
      const query = parseQuery(request.query);
      const headers = effectiveHeaders(request, query);
      const address = addressOf(request.path, headers['host'], domains);
      const access = createS3Access({
        caller: auth,
        policies: embedded.policies,
        context: requestKeys(request, query, options.accountId),
      });
      const call: S3Call = { request, query, headers, ...address, access, trailers: () => auth.trailers() };
      if (call.key !== '') checkKey(call.key);
      checkOwner(headers, options.accountId);
      const response = await perform(service, call, auth.record);
      return { ...response, headers: { ...response.headers, 'x-amz-request-id': request.requestId } };
    } catch (error) {
      const shown = asShown(error);
      if (shown.code === 'internal-error') options.onFailure?.(error, request.requestId);
      const { code, message = shown.message } = s3Code(shown.code);
      auth.record.error = { code, message };
      return s3ErrorResponse(shown, request);
    }
  };
}

/** Notes what the request is, asks whether its sender may do that, and does it. */
async function perform(service: S3Service, call: S3Call, record: CallRecord): Promise<HttpResponse> {
  const name = route(call);
  const operation: S3Operation = operations[name];
  noteCall(record, name, operation.readOnly, call);
  const bucket = call.bucket === '' ? {} : { bucket: call.bucket };
  const address = call.key === '' ? bucket : { ...bucket, key: call.key };
  for (const asked of operation.permissions(call)) await call.access.authorize({ ...asked, ...address });
  return operation.run(service, call);
}

function asShown(error: unknown): Pick<WellspringError, 'code' | 'message'> {
  if (error instanceof WellspringError) return error;
  return { code: 'internal-error', message: 'We encountered an internal error. Please try again.' };
}

/**
 * A presigned URL carries headers in its query (`x-amz-meta-...`, lower case; the signature's own
 * are `X-Amz-...`). Checksums are not among them: signers put that of an empty body there.
 */
function effectiveHeaders(request: HttpRequest, query: S3Query): S3Call['headers'] {
  if (!query.has('X-Amz-Signature')) return request.headers;
  const hoisted = [...query].filter(
    ([name]) =>
      name.startsWith('x-amz-') &&
      !name.startsWith('x-amz-checksum-') &&
      name !== 'x-amz-sdk-checksum-algorithm',
  );
  for (const [name, value] of hoisted)
    if (!isHeaderName(name) || !isHeaderValue(value))
      throw new WellspringError('s3-invalid-argument', `The query parameter ${name} is no header`);
  return { ...Object.fromEntries(hoisted), ...request.headers };
}

function checkOwner(headers: S3Call['headers'], accountId: string): void {
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner'])
    if (headers[name] !== undefined && headers[name] !== accountId)
      throw new WellspringError('access-denied', 'Access Denied');
}
