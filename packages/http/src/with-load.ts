import type { HttpRequest } from './http-request.js';
import type { RequestLoad } from './request-load.js';

/** The same request, counted. Its signal is not made before somebody asks for it, as in `withBody`. */
export function withLoad(request: HttpRequest, load: RequestLoad): HttpRequest {
  const { method, path, query, headers, rawHeaders, body, requestId, whole } = request;
  return {
    method,
    path,
    query,
    headers,
    rawHeaders,
    body,
    requestId,
    load,
    whole,
    get signal() {
      return request.signal;
    },
  } satisfies Record<keyof HttpRequest, unknown>;
}
