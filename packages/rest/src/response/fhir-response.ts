import { Readable } from 'node:stream';
import type { HttpResponse } from '@wellspring/http';
import { prettyJson } from './pretty-json.js';

/** An answer before it is put on the wire: the body still in pieces. */
export interface FhirResponse {
  readonly status: number;
  /** `content-type` where it is another than that of FHIR JSON. */
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
  const { status, headers, body, stream } = response;
  if (stream !== undefined) return { status, headers, body: stream };
  if (body === undefined) return { status, headers };
  const length = body.reduce((sum, piece) => sum + piece.length, 0);
  const withType = { 'content-type': fhirJson, ...headers };
  if (pretty && withType['content-type'] === fhirJson)
    return { status, headers: withType, body: prettyJson(Buffer.concat(body, length)) };
  if (length <= joinLimit) return { status, headers: withType, body: Buffer.concat(body, length) };
  return {
    status,
    headers: { ...withType, 'content-length': String(length) },
    body: Readable.from(body, { objectMode: false }),
  };
}
