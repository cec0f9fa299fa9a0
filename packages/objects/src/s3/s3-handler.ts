import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import type { EmbeddedObjects } from '../embedded/embedded-objects.js';
import { checkKey } from '../embedded/key-path.js';
import { addressOf } from './address.js';
import { s3ErrorResponse } from './error-response.js';
import { isHeaderName, isHeaderValue } from './header-text.js';
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
      const call: S3Call = { request, query, headers, ...address, trailers: () => auth.trailers() };
      if (call.key !== '') checkKey(call.key);
      checkOwner(headers, options.accountId);
      const response = await route(service, call);
      return { ...response, headers: { ...response.headers, 'x-amz-request-id': request.requestId } };
    } catch (error) {
      if (error instanceof WellspringError) return s3ErrorResponse(error, request);
      options.onFailure?.(error, request.requestId);
      const message = 'We encountered an internal error. Please try again.';
      return s3ErrorResponse({ code: 'internal-error', message }, request);
    }
  };
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
