import type { Readable } from 'node:stream';
import type { HttpRequest } from './http-request.js';

/**
 * The same request with another body. Neither the body nor the signal is made before somebody asks for it: most
 * requests are reads, and each of the two costs as much as finding what is read.
 *
 * @param make called once, when the body is asked for
 * @param headers where they are others with that body
 * @param whole the same body in memory, where there is a cheaper way to it
 * @example
 * withBody(request, () => Readable.from([decoded]), { ...request.headers, 'content-length': '5' });
 */
export function withBody(
  request: HttpRequest,
  make: () => Readable,
  headers: HttpRequest['headers'] = request.headers,
  whole?: HttpRequest['whole'],
): HttpRequest {
  const { method, path, query, rawHeaders, requestId, load } = request;
  let body: Readable | undefined;
  return {
    method,
    path,
    query,
    headers,
    rawHeaders,
    requestId,
    load,
    whole,
    get body() {
      return (body ??= make());
    },
    get signal() {
      return request.signal;
    },
    // A property that is forgotten here is lost to whoever comes after.
  } satisfies Record<keyof HttpRequest, unknown>;
}
