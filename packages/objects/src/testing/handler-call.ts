import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Caller } from '@wellspring/access';
import { testCaller } from '@wellspring/access/testing';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import type { S3Authentication } from '../s3/s3-handler.js';

export interface CallOptions {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
  /** What comes after the body. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** Who asks; default the root of the account, who may do everything. */
  readonly caller?: Caller;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The `Code` of S3's error XML. */
  readonly code: string | undefined;
}

type Handler = (request: HttpRequest, auth: S3Authentication) => Promise<HttpResponse>;

/** Asks a handler directly, past HTTP clients that would tidy up what is asked. */
export function callHandler(handler: Handler) {
  return async (method: string, path: string, options: CallOptions = {}): Promise<CallAnswer> => {
    const { query = '', headers = {}, body = '', trailers = {}, caller = testCaller() } = options;
    const stream =
      body instanceof Readable ? body : Readable.from([Buffer.from(body)], { objectMode: false });
    const length = body instanceof Readable ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const response = await handler(
      {
        method,
        path,
        query,
        headers: { ...length, ...headers },
        rawHeaders: [],
        body: stream,
        signal: new AbortController().signal,
        requestId: 'request-1',
      },
      { ...caller, trailers: () => trailers },
    );
    const text =
      response.body instanceof Readable
        ? (await buffer(response.body)).toString('latin1')
        : (response.body ?? '').toString();
    return {
      status: response.status,
      headers: response.headers,
      text,
      code: /<Code>(.*)<\/Code>/.exec(text)?.[1],
    };
  };
}
