import { WellspringError } from '@wellspring/errors';
import type { HttpRequest } from './http-request.js';

/**
 * Reads a whole request body into memory, up to a limit: when there is room for it, and from then on it is the
 * request's turn. Who does not say how much it is may send all there can be.
 *
 * @param limit bytes; a body that is longer, or says it will be, is refused as `body-too-large`
 * @throws WellspringError `body-too-large`, `overloaded` or, where the client went away, `request-aborted`
 */
export async function readBody(request: HttpRequest, limit: number): Promise<Buffer> {
  const announced = announcedLength(request);
  if (announced !== undefined && announced > limit) throw tooLarge(limit);
  await request.load?.hold(announced ?? limit);
  let body: Buffer | undefined;
  try {
    body = await (request.whole === undefined ? joined(request.body, limit) : request.whole(limit));
  } catch (error) {
    if (request.signal.aborted)
      throw new WellspringError('request-aborted', 'The connection was closed', { cause: error });
    throw error;
  }
  if (body === undefined) throw tooLarge(limit);
  await request.load?.held(body.length);
  return body;
}

/** Undefined where it is more than `limit` bytes. */
async function joined(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

/** Undefined where it is not known before its end; without either header there is no body (RFC 9112 6.3). */
function announcedLength({ headers }: HttpRequest): number | undefined {
  const length = Number(headers['content-length']);
  if (Number.isFinite(length)) return length;
  return headers['transfer-encoding'] === undefined ? 0 : undefined;
}

function tooLarge(limit: number): WellspringError {
  return new WellspringError('body-too-large', `The request body is larger than ${String(limit)} bytes`);
}
