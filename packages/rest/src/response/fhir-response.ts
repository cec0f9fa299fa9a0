import { Readable } from 'node:stream';
import type { HttpResponse } from '@wellspring/http';
import { httpDate } from './http-date.js';
import { prettyJson } from './pretty-json.js';

/** An answer before it is put on the wire: the body still in pieces. */
export interface FhirResponse {
  readonly status: number;
  /**
   * `content-type` where it is another than that of FHIR JSON. `last-modified` is an instant to the millisecond, as
   * an entry of a Bundle needs it; on the wire it becomes a date of HTTP.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8 JSON, or what a `content-type` among the headers says; absent: no body. */
  readonly body?: readonly Buffer[];
  /** In place of a body: sent as it comes, and the headers say what it is. */
  readonly stream?: Readable;
}

/** The content type of every answer that does not say otherwise. */
export const fhirJson = 'application/fhir+json; charset=utf-8';

/** Bodies above this are sent piece by piece: joining them would hold them twice. */
const joinLimit = 1024 * 1024;

/** Puts an answer on the wire. */
export function toHttpResponse(response: FhirResponse, pretty: boolean): HttpResponse {
  const { status, body, stream } = response;
  if (stream !== undefined) return { status, headers: withHttpDate(response.headers), body: stream };
  if (body === undefined) return { status, headers: withHttpDate(response.headers) };
  const length = lengthOf(response);
  const withType: FhirResponse['headers'] = { 'content-type': fhirJson, ...withHttpDate(response.headers) };
  if (pretty && withType['content-type'] === fhirJson)
    return { status, headers: withType, body: prettyJson(Buffer.concat(body, length)) };
  if (length <= joinLimit) return { status, headers: withType, body: joined(body, length) };
  return {
    status,
    headers: { ...withType, 'content-length': String(length) },
    body: Readable.from(body, { objectMode: false }),
  };
}

/** Memory that a small piece may hold beside its own bytes. */
const besideLimit = 64 * 1024;

/** One buffer; a piece of a large one is copied, which a client that is slow to take it would hold as a whole. */
function joined(body: readonly Buffer[], length: number): Buffer {
  const [only] = body;
  const isOwn = body.length === 1 && only!.buffer.byteLength - length <= besideLimit;
  return isOwn ? only! : Buffer.concat(body, length);
}

/** Bytes of a body that is in memory. */
export function lengthOf({ body = [] }: FhirResponse): number {
  return body.reduce((sum, piece) => sum + piece.length, 0);
}

function withHttpDate(headers: FhirResponse['headers']): FhirResponse['headers'] {
  const instant = headers['last-modified'];
  if (instant === undefined) return headers;
  const own: Record<string, string> = {};
  // One by one: a member behind a spread takes ten times as long.
  for (const name in headers) own[name] = name === 'last-modified' ? httpDate(instant) : headers[name]!;
  return own;
}
