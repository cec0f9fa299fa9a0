import { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';

/** The chunks of a stream. Giving them up early leaves the stream open. */
export type Chunks = AsyncIterable<Buffer>;

/**
 * How long a client may send nothing while its body is waited for, in milliseconds. A client that is
 * there and slow sends something in a minute; one that is gone without a word would otherwise keep a
 * request and a half-written file until the limit on whole requests, an hour.
 */
export const longestSilence = 60_000;

/**
 * The chunks of a request's body. A consumer that stops early does not destroy the connection with
 * it, so the client still gets to see why; whoever owns the connection drops what is left.
 *
 * @param silence milliseconds to wait for the next byte; a consumer may pause as long as it likes
 * @throws WellspringError (from the iteration) `request-aborted` where the client went away,
 * `request-stalled` where it sends nothing any more
 */
export async function* chunksOf(
  body: Readable,
  silence = longestSilence,
): AsyncGenerator<Buffer, void, undefined> {
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  try {
    for (;;) {
      const next = await within(silence, chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    if (error instanceof WellspringError) throw error;
    throw new WellspringError('request-aborted', 'The connection was closed before the body was whole', {
      cause: error,
    });
  } finally {
    // Not waited for: after a silence it ends only when the connection does.
    chunks.return?.().catch(() => undefined);
  }
}

/** Why a body that does not come is given up on. */
export function stalled(): WellspringError {
  return new WellspringError(
    'request-stalled',
    'Your socket connection to the server was not written to within the timeout period.',
  );
}

/** What is given up on may still fail, unheard, when the connection is closed: the race has heard it. */
async function within<T>(milliseconds: number, wanted: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(stalled());
    }, milliseconds);
  });
  try {
    return await Promise.race([wanted, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A readable stream over chunks that are read only on demand: a body nobody asks for is never read,
 * and cannot fail unseen.
 */
export function streamOf(chunks: Chunks): Readable {
  return Readable.from(chunks, { objectMode: false, highWaterMark: 64 * 1024 });
}
