import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { WellspringError } from '@wellspring/errors';
import { derivedRequest, readBody, type Awaitable, type HttpRequest } from '@wellspring/http';

const decoders: ReadonlyMap<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> =
  new Map([
    ['gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
    ['x-gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
    ['deflate', promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
  ]);

/**
 * The request with its body as it was before Content-Encoding. The body is read to its end first: only there it is
 * known that its signature holds, and a decoder may end before.
 *
 * @param limit bytes, before and after
 * @throws WellspringError `unsupported-media-type`, `malformed-encoding`, `body-too-large`, `overloaded`,
 *   `request-aborted`
 */
export function decodedRequest(request: HttpRequest, limit: number): Awaitable<HttpRequest> {
  const header = request.headers['content-encoding'];
  if (header === undefined) return request;
  const encoding = header.trim().toLowerCase();
  return encoding === 'identity' || encoding === '' ? request : decoded(request, encoding, limit);
}

async function decoded(request: HttpRequest, encoding: string, limit: number): Promise<HttpRequest> {
  const decode = decoders.get(encoding);
  if (decode === undefined)
    throw new WellspringError(
      'unsupported-media-type',
      `The Content-Encoding of a body can be ${[...decoders.keys()].join(', ')}`,
    );
  const body = await readBody(request, limit);
  // How much it becomes is seen when it has.
  await request.load?.hold(limit);
  const plain = body.length === 0 ? body : await inflated(body, decode, limit);
  const headers = {
    ...request.headers,
    'content-encoding': undefined,
    'content-length': String(plain.length),
  };
  return derivedRequest(request, { body: () => Readable.from(plain.length > 0 ? [plain] : []), headers });
}

async function inflated(
  body: Buffer,
  decode: (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
  limit: number,
): Promise<Buffer> {
  try {
    return await decode(body, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError)
      throw new WellspringError('body-too-large', `The request body is larger than ${limit} bytes`, {
        cause: error,
      });
    throw new WellspringError('malformed-encoding', 'The body is not what its Content-Encoding says', {
      cause: error,
    });
  }
}
