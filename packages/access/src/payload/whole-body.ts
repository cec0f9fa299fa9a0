import type { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import { longestSilence, stalled } from './body-stream.js';

/**
 * Reads a request's body into memory: for what is small, a tenth of the work of a stream of its chunks. Where it is
 * given up on, the connection stays open, and whoever owns it drops what is left.
 *
 * @param limit bytes; from the first one beyond it nothing more is read
 * @param silence milliseconds to wait for the next byte
 * @returns undefined where it is larger
 * @throws WellspringError `request-aborted` where the client went away, `request-stalled` where it sends nothing any
 * more
 */
export function wholeBody(
  body: Readable,
  limit: number,
  silence = longestSilence,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      stop();
      reject(stalled());
    }, silence);
    const stop = (): void => {
      clearTimeout(timer);
      body.off('data', onData).off('end', onEnd).off('close', onBroken);
      body.pause();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) {
        stop();
        resolve(undefined);
        return;
      }
      chunks.push(chunk);
      timer.refresh();
    };
    const onEnd = (): void => {
      stop();
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
    };
    const onBroken = (cause?: Error): void => {
      stop();
      reject(
        new WellspringError('request-aborted', 'The connection was closed before the body was whole', {
          cause,
        }),
      );
    };
    // Left there: what is given up on may still fail, and an error that nobody hears ends the program.
    body.once('error', onBroken);
    if (body.destroyed) onBroken(body.errored ?? undefined);
    else body.on('data', onData).once('end', onEnd).once('close', onBroken);
  });
}
