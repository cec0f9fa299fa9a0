import { Readable } from 'node:stream';
import type { HttpRequest } from '@wellspring/http';

/** A request as the listener would hand it over, from its parts. */
export function requestOf(parts: {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** Names in any case; sent in this order. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Buffer | readonly Buffer[];
}): HttpRequest {
  const { method = 'GET', path = '/', query = '', headers = [], body = [] } = parts;
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined[key] = key in joined ? `${joined[key]!}, ${value}` : value;
  }
  return {
    method,
    path,
    query,
    headers: joined,
    rawHeaders: headers.flat(),
    body: Readable.from(Array.isArray(body) ? body : [Buffer.from(body as string)], { objectMode: false }),
    signal: new AbortController().signal,
    requestId: '00000000-0000-4000-8000-000000000000',
  };
}
