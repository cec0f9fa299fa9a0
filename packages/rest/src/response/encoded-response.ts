import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { Awaitable, HttpRequest, HttpResponse } from '@wellspring/http';

/** Below this the headers of the answer are as large as what could be spared. */
const smallest = 1024;
/** Fast before small: JSON shrinks to a fifth by the first level already. */
const level = 1;

const gzipped = promisify<Buffer, { level: number }, Buffer>(gzip);

/** What compresses well; images and archives do not. Of a stream of events each has to leave at once. */
const compressible = /^(?:text\/(?!event-stream\b)|application\/(?:[\w.-]+\+)?(?:(?:nd)?json|xml)\b)/i;

/**
 * The answer with its body in gzip, where the client takes that and it is worth it. A body that comes as a stream
 * leaves as one.
 */
export function encodedResponse(request: HttpRequest, response: HttpResponse): Awaitable<HttpResponse> {
  const { status, headers, body } = response;
  const length =
    body instanceof Readable ? Number(headers['content-length'] ?? smallest) : Buffer.byteLength(body ?? '');
  if (status !== 304 && (length < smallest || !compressible.test(headers['content-type'] ?? '')))
    return response;
  const vary = headers['vary'] === undefined ? 'Accept-Encoding' : `${headers['vary']}, Accept-Encoding`;
  if (body === undefined || !takesGzip(request.headers['accept-encoding']))
    return { headers: withVary(headers, vary), status, ...(body !== undefined && { body }) };
  // How long it is now nobody knows yet.
  const others = Object.entries(headers).filter(([name]) => name !== 'content-length');
  const encoded = { ...Object.fromEntries(others), vary, 'content-encoding': 'gzip' };
  if (!(body instanceof Readable))
    return gzipped(Buffer.from(body), { level }).then((zipped) => ({
      status,
      headers: encoded,
      body: zipped,
    }));
  // Whatever becomes of one of the two becomes of the other; who sends the answer sees it by the second.
  const stream = pipeline(body, createGzip({ level }), () => undefined);
  return { status, headers: encoded, body: stream };
}

/** Behind a spread a member takes ten times as long to be put in as before it. */
function withVary(headers: HttpResponse['headers'], vary: string): HttpResponse['headers'] {
  return headers['vary'] === undefined ? { vary, ...headers } : { ...headers, vary };
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding */
function takesGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  const weights = new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight)];
    }),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}
