import { WellspringError } from '@wellspring/errors';
import type { HttpRequest } from './http-request.js';

/**
 * Reads a whole request body into memory, up to a limit.
 *
 * @param limit bytes; a body that is longer, or says it will be, is refused as `body-too-large`
 * @throws WellspringError `body-too-large` or, where the client went away, `request-aborted`
 */
export async function readBody(request: HttpRequest, limit: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (request.signal.aborted)
      throw new WellspringError('request-aborted', 'The connection was closed', { cause: error });
    throw error;
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

function tooLarge(limit: number): WellspringError {
  return new WellspringError('body-too-large', `The request body is larger than ${String(limit)} bytes`);
}
