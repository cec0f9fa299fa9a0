import { createInflateRaw } from 'node:zlib';
import { markBytes, markOf, type TrailBlock } from '../trail/block.js';
import { dictionaryV1 } from '../trail/event-dictionary.js';

/** Which event of an altered block is the first that is not as it was written. */
export interface AlteredEvent {
  /** Its place in the block; undefined: all events are as they were, and what is around them was altered. */
  readonly at: number | undefined;
  /** What can still be read of it, or of the one before: to find it by. */
  readonly text: string | undefined;
}

export async function alteredEvent(block: TrailBlock): Promise<AlteredEvent> {
  const lines = await readableLines(block.body);
  for (let at = 0; at < block.events; at++) {
    const line = lines[at];
    const mark = block.marks.subarray(at * markBytes, (at + 1) * markBytes);
    if (line === undefined || !markOf(line).equals(mark)) return { at, text: line };
  }
  return { at: undefined, text: lines[0] };
}

/** As much as can be inflated of a body; its last line may be half of one. */
function readableLines(body: Buffer): Promise<string[]> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    // In small pieces: what was inflated before the fault in the same piece is lost.
    const inflate = createInflateRaw({ dictionary: dictionaryV1, chunkSize: 64 });
    const done = (): void => {
      inflate.destroy();
      resolve(
        Buffer.concat(pieces)
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== ''),
      );
    };
    inflate.on('data', (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size > 16 * 1024 * 1024) done();
    });
    inflate.once('error', done);
    inflate.once('end', done);
    inflate.end(body.subarray(1));
  });
}
