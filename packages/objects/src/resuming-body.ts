import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { asWellspringError } from './s3-client-errors.js';

export interface ResumingBodyOptions {
  /** Bytes that have to come. */
  readonly length: number;
  /** Opens the same object again, from so many bytes behind where the body began. */
  readonly reopen: (offset: number) => Promise<Readable>;
  /** How often in a row a connection may break without a byte having come. */
  readonly maxAttempts: number;
}

/**
 * A body that outlives its connection: an import reads one object for hours, and every connection
 * breaks some day. Where it breaks the rest is asked for anew.
 *
 * Its error, once the attempts are used up, is a WellspringError: `object-store-unavailable`, or
 * `s3-precondition-failed` where the object was replaced meanwhile.
 */
export function resumingBody(first: Readable, options: ResumingBodyOptions): Readable {
  let current: Readable | undefined = first;
  const givenUp = new AbortController();

  async function* chunks(): AsyncGenerator<Buffer> {
    let offset = 0;
    let failures = 0;
    while (offset < options.length) {
      try {
        current ??= await options.reopen(offset);
        if (givenUp.signal.aborted) current.destroy();
        for await (const chunk of current as AsyncIterable<Buffer>) {
          offset += chunk.length;
          failures = 0;
          yield chunk;
        }
        if (offset < options.length) throw new Error('The connection ended before the object did');
      } catch (error) {
        if (givenUp.signal.aborted) return;
        failures += 1;
        const known = asWellspringError(error, 'object');
        if (known.code !== 'object-store-unavailable' || failures >= options.maxAttempts) throw known;
        current = undefined;
        await delay(100 * 2 ** failures, undefined, { signal: givenUp.signal });
      }
    }
  }

  const iterator = chunks();
  // Not Readable.from: its destroy waits for the iterator, which may wait for bytes for minutes.
  return new Readable({
    highWaterMark: 256 * 1024,
    read() {
      iterator.next().then(
        ({ done, value }) => {
          this.push(done === true ? null : value);
        },
        (error: unknown) => {
          this.destroy(error as Error);
        },
      );
    },
    destroy(error, done) {
      givenUp.abort();
      current?.destroy();
      done(error);
    },
  });
}
