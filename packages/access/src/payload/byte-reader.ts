import { WellspringError, type ErrorCode } from '@wellspring/errors';
import type { Chunks } from './body-stream.js';

/** Reads a stream as lines and runs of bytes, holding one chunk and one unfinished line at most. */
export interface ByteReader {
  /**
   * The next line without its CRLF or LF.
   *
   * @param limit the most bytes it may have; a longer one fails with `tooLong`
   */
  line(limit: number, tooLong: ErrorCode): Promise<string>;
  /** The next `length` bytes, in as many pieces as they come. */
  bytes(length: number): AsyncGenerator<Buffer, void, undefined>;
  /** Whether all has been read; waits for the end or the next byte. */
  atEnd(): Promise<boolean>;
}

/** Every method fails with `truncated-body` where the stream ends too early. */
export function createByteReader(chunks: Chunks): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done) return false;
      rest = next.value;
    }
    return true;
  }
  async function need(): Promise<void> {
    if (!(await more()))
      throw new WellspringError('truncated-body', 'The request body terminated unexpectedly.');
  }
  function take(length: number): Buffer {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  }

  return {
    async line(limit, tooLong) {
      let text = '';
      for (;;) {
        await need();
        const end = rest.indexOf(0x0a);
        text += take(end < 0 ? rest.length : end + 1).toString('latin1');
        if (text.length > limit + 2)
          throw new WellspringError(tooLong, `A line of the chunked body is longer than ${limit} bytes.`);
        if (end >= 0) return text.replace(/\r?\n$/, '');
      }
    },
    async *bytes(length) {
      let left = length;
      while (left > 0) {
        await need();
        const piece = take(left);
        left -= piece.length;
        yield piece;
      }
    },
    async atEnd() {
      return !(await more());
    },
  };
}
