import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineBatcher, type LineBatch, type LineRange } from './line-batcher.js';

const limits = { batchBytes: 40, batchLines: 5, maxLineBytes: 30 };

function batchesOf(chunks: readonly Buffer[], done: readonly LineRange[] = [], cut = false): LineBatch[] {
  const batcher = createLineBatcher(limits, done);
  return [...chunks.flatMap((chunk) => batcher.push(chunk)), ...batcher.end({ cut })];
}

function linesOf(batch: LineBatch): Map<number, string> {
  const lines = new Map<number, string>();
  if (batch.oversized !== undefined) lines.set(batch.firstLine, `!${batch.oversized.bytes}`);
  else {
    const texts = Buffer.from(batch.data).toString('latin1').split('\n');
    if (texts.at(-1) === '') texts.pop();
    for (const [index, text] of texts.entries()) lines.set(batch.firstLine + index, text);
    expect(lines.size).toBe(batch.lastLine - batch.firstLine + 1);
  }
  return lines;
}

const line = fc.string({ unit: fc.constantFrom('a', 'b', '{', ' '), maxLength: 45 });
const file = fc.record({
  lines: fc.array(line, { maxLength: 40 }),
  lastHasLineEnd: fc.boolean(),
  cuts: fc.array(fc.nat(1500), { maxLength: 12 }),
  done: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(6)), { maxLength: 4 }),
});

describe('createLineBatcher', () => {
  it('gives every line that is not done exactly once, however the bytes arrive', () => {
    fc.assert(
      fc.property(file, ({ lines, lastHasLineEnd, cuts, done }) => {
        const text = lines.join('\n') + (lastHasLineEnd && lines.length > 0 ? '\n' : '');
        const bytes = Buffer.from(text, 'latin1');
        const ends = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
        const chunks = [...ends, bytes.length].map((end, index) =>
          bytes.subarray(index === 0 ? 0 : ends[index - 1], end),
        );
        const isDone = new Set<number>();
        for (const [first, length] of done)
          for (let number = first; number <= first + length; number++) isDone.add(number);
        const ranges: LineRange[] = [...isDone]
          .sort((a, b) => a - b)
          .map((number) => ({ firstLine: number, lastLine: number }));

        const expected = new Map<number, string>();
        const texts = text.split('\n');
        if (texts.at(-1) === '') texts.pop();
        for (const [index, content] of texts.entries()) {
          const ended = index < texts.length - 1 || text.endsWith('\n');
          const size = content.length + (ended ? 1 : 0);
          if (!isDone.has(index + 1)) expected.set(index + 1, size > 30 ? `!${size}` : content);
        }
        const seen = new Map<number, string>();
        let last = 0;
        for (const batch of batchesOf(chunks, ranges)) {
          expect(batch.firstLine).toBeGreaterThan(last);
          last = batch.lastLine;
          for (const [number, content] of linesOf(batch)) seen.set(number, content);
          const sizes = texts.slice(0, batch.lastLine).reduce((sum, each) => sum + each.length + 1, 0);
          expect(batch.endOffset).toBe(Math.min(sizes, text.length));
        }
        expect(seen).toEqual(expected);
      }),
    );
  });

  it('ends a batch at the line that reaches the bytes or the lines', () => {
    const text = Buffer.from('a\nb\nc\nd\ne\nf\n' + 'x'.repeat(25) + '\n' + 'y'.repeat(25) + '\nz\n');
    expect(batchesOf([text]).map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
      [1, 5],
      [6, 8],
      [9, 9],
    ]);
  });

  it('drops a last line that a broken file cut off', () => {
    const batches = batchesOf([Buffer.from('one\ntwo\nthr')], [], true);
    expect(batches.map((batch) => Buffer.from(batch.data).toString())).toEqual(['one\ntwo\n']);
  });

  it('goes on in the middle of a file with its numbers and offsets', () => {
    const batcher = createLineBatcher(limits, [], { line: 11, offset: 100 });
    expect(batcher.push(Buffer.from('one\ntwo\n'))).toEqual([]);
    const [batch] = batcher.end();
    expect(batch).toMatchObject({ firstLine: 11, lastLine: 12, endOffset: 108 });
    expect(batcher.line).toBe(13);
  });
});
