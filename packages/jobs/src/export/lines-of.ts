import type { ResourceLines } from '@wellspring/store';

/** A resource on its way out. */
export interface ExportedResource {
  readonly type: string;
  /** JSON without a line feed. */
  readonly body: Buffer;
}

const LINE_FEED = Buffer.from('\n');

/** Some resources as lines, in their order. */
export function linesOf(resources: readonly ExportedResource[]): readonly ResourceLines[] {
  const pieces: ResourceLines[] = [];
  for (let at = 0; at < resources.length;) {
    const { type } = resources[at]!;
    const bodies: Buffer[] = [];
    const ends: number[] = [];
    let end = 0;
    for (; resources[at]?.type === type; at += 1) {
      const { body } = resources[at]!;
      bodies.push(body, LINE_FEED);
      end += body.length + 1;
      ends.push(end);
    }
    pieces.push({ type, bytes: Buffer.concat(bodies, end), ends });
  }
  return pieces;
}
