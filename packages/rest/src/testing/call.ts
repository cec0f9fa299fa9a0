import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { testCaller } from '@wellspring/access/testing';
import type { HttpRequest } from '@wellspring/http';
import type { RestCaller } from '../rest-caller.js';
import type { RestHandler } from '../rest-handler.js';

/** An answer, its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body parsed; fails where it is none. */
  json(): unknown;
}

/** What a test may say of a request. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as FHIR JSON, a stream as it is. */
  readonly body?: string | Buffer | Readable | object;
}

/** Makes a function that sends requests straight to the handler: `send('GET', '/Patient?name=ada')`. */
export function caller(handle: RestHandler, storeId: string, who: RestCaller = testCaller()) {
  return async (
    method: string,
    target: string,
    { headers = {}, body }: CallOptions = {},
  ): Promise<Answer> => {
    const mark = target.indexOf('?');
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    const below = mark < 0 ? target : target.slice(0, mark);
    const request: HttpRequest = {
      method,
      path: `/datastore/${storeId}/r4${below}`,
      query: mark < 0 ? '' : target.slice(mark + 1),
      headers: {
        host: 'health.example:8080',
        ...(isJson && { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      rawHeaders: [],
      body: streamOf(body),
      signal: new AbortController().signal,
      requestId: 'request-1',
    };
    const response = await handle(request, storeId, below, who);
    const { body: sent } = response;
    const text = sent instanceof Readable ? (await buffer(sent)).toString() : (sent ?? '').toString();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (): unknown => JSON.parse(text),
    };
  };
}

function streamOf(body: CallOptions['body']): Readable {
  if (body instanceof Readable) return body;
  const isBytes = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = Buffer.from(isBytes ? (body ?? '') : JSON.stringify(body));
  return Readable.from(bytes.length > 0 ? [bytes] : []);
}
