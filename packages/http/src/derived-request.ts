import type { Readable } from 'node:stream';
import type { HttpRequest } from './http-request.js';
import type { RequestLoad } from './request-load.js';

/** What is other than in the request before. */
export interface RequestChanges extends Partial<
  Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers' | 'rawHeaders' | 'load'>
> {
  /** Makes another body; called once, when it is asked for. */
  readonly body?: () => Readable;
  /** The same body in memory, where there is a cheaper way to it. */
  readonly whole?: HttpRequest['whole'];
}

/**
 * The same request, some of it other than it was. Neither a body nor the signal is made before somebody asks for it:
 * most requests are reads, and each of the two costs as much as finding what is read. So a request is not to be copied
 * by a spread, which would ask for both or lose them.
 *
 * @example
 * derivedRequest(request, {
 *   body: () => Readable.from([decoded]),
 *   headers: { ...request.headers, 'content-length': '5' },
 * });
 */
export function derivedRequest(request: HttpRequest, changes: RequestChanges): HttpRequest {
  return new DerivedRequest(request, changes);
}

/**
 * A class: of an object that is written down with a getter in it, V8 makes a new shape each time. That takes a
 * microsecond, slows down all who look at it, and keeps whatever the getter knows of until the whole heap is collected.
 */
class DerivedRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HttpRequest['headers'];
  readonly rawHeaders: readonly string[];
  readonly requestId: string;
  readonly load: RequestLoad | undefined;
  readonly whole: HttpRequest['whole'];
  readonly #before: HttpRequest;
  readonly #make: (() => Readable) | undefined;
  #body: Readable | undefined;

  constructor(before: HttpRequest, changes: RequestChanges) {
    this.method = changes.method ?? before.method;
    this.path = changes.path ?? before.path;
    this.query = changes.query ?? before.query;
    this.headers = changes.headers ?? before.headers;
    this.rawHeaders = changes.rawHeaders ?? before.rawHeaders;
    this.requestId = before.requestId;
    this.load = 'load' in changes ? changes.load : before.load;
    this.whole = changes.body === undefined ? before.whole : changes.whole;
    this.#before = before;
    this.#make = changes.body;
    this.#body = undefined;
  }

  get body(): Readable {
    if (this.#make === undefined) return this.#before.body;
    return (this.#body ??= this.#make());
  }

  get signal(): AbortSignal {
    return this.#before.signal;
  }
}
