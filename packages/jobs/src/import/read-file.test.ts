import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { JobFailure } from '../job-message.js';
import { createMemoryObjects } from '../testing/memory-objects.js';
import type { DoneLines } from './range-table.js';
import { readFile, type FileRead } from './read-file.js';

const limits = { batchBytes: 5000, batchLines: 50, maxLineBytes: 2000 };
const fromStart: DoneLines = { start: { line: 1, offset: 0 }, done: [] };

async function read(
  content: Buffer,
  key = 'a.ndjson',
  done = fromStart,
): Promise<FileRead & { lines: Map<number, string> }> {
  const objects = createMemoryObjects('bucket');
  const { etag } = await objects.put('bucket', key, content);
  const lines = new Map<number, string>();
  const result = await readFile(
    {
      objects,
      bucket: 'bucket',
      limits,
      signal: new AbortController().signal,
      onBatch: (batch) => {
        const texts = Buffer.from(batch.data).toString().split('\n');
        for (let line = batch.firstLine; line <= batch.lastLine; line++)
          lines.set(line, texts[line - batch.firstLine]!);
        return Promise.resolve();
      },
    },
    { ordinal: 0, key, size: content.length, etag },
    done,
  );
  return { ...result, lines };
}

const texts = Array.from({ length: 400 }, (_, index) => `${index + 1} ${randomBytes(300).toString('hex')}`);
const whole = Buffer.from(`${texts.join('\n')}\n`);

describe('readFile', () => {
  it.each([
    ['plain', 'a.ndjson', whole],
    ['compressed', 'a.ndjson.gz', gzipSync(whole)],
    [
      'in two compressed members',
      'a.ndjson.gz',
      Buffer.concat([gzipSync(whole.subarray(0, 5000)), gzipSync(whole.subarray(5000))]),
    ],
    ['without a last line end', 'a.ndjson', whole.subarray(0, -1)],
  ])('reads every line of a file that is %s', async (_what, key, content) => {
    const { lines, reason, nextLine } = await read(content, key);
    expect([...lines.values()]).toEqual(texts);
    expect(reason).toBeUndefined();
    expect(nextLine).toBe(401);
  });

  it.each(['a.ndjson', 'a.ndjson.gz'])('leaves out the lines of %s that are done', async (key) => {
    const offset = whole.indexOf('\n11 ') + 1;
    const done = { start: { line: 11, offset }, done: [{ firstLine: 21, lastLine: 390 }] };
    const { lines } = await read(key.endsWith('gz') ? gzipSync(whole) : whole, key, done);
    expect([...lines.keys()]).toEqual([
      11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 391, 392, 393, 394, 395, 396, 397, 398, 399, 400,
    ]);
    expect(lines.get(391)).toBe(texts[390]);
  });

  it('gives every whole line before a compressed file breaks off', async () => {
    // Stored blocks: what stands in the file can be counted.
    const compressed = gzipSync(whole, { level: 0 });
    const kept = compressed.subarray(0, Math.floor(compressed.length * 0.7));
    const { lines, reason, nextLine } = await read(kept, 'a.ndjson.gz');
    expect(reason).toMatch(/break off/);
    const readable = kept.toString('latin1').split('\n').length - 1;
    // A block header may hold a line feed, and a block that is not whole may be given up.
    expect(lines.size).toBeGreaterThan(readable - 5);
    expect([...lines.values()]).toEqual(texts.slice(0, lines.size));
    expect(nextLine).toBe(lines.size + 1);
  });

  it('gives lines before the damage of a compressed file', async () => {
    const compressed = gzipSync(whole);
    const damaged = Buffer.from(compressed);
    damaged.fill(0xff, Math.floor(compressed.length * 0.8), Math.floor(compressed.length * 0.8) + 50);
    const { lines, reason } = await read(damaged, 'a.ndjson.gz');
    expect(reason).toMatch(/damaged/);
    // What follows the damage may come out garbled before the decoder sees it.
    expect(Array.from({ length: 250 }, (_, index) => lines.get(index + 1))).toEqual(texts.slice(0, 250));
  });

  it('calls something that is not gzip damaged', async () => {
    const { lines, reason } = await read(whole, 'a.ndjson.gz');
    expect(reason).toMatch(/damaged/);
    expect(lines.size).toBe(0);
  });

  it('refuses a file that was changed since it was listed', async () => {
    const objects = createMemoryObjects('bucket');
    await objects.put('bucket', 'a.ndjson', Buffer.from('{}'));
    const reading = {
      objects,
      bucket: 'bucket',
      limits,
      signal: new AbortController().signal,
      onBatch: () => Promise.resolve(),
    };
    const file = { ordinal: 0, key: 'a.ndjson', size: 2, etag: 'another' };
    await expect(readFile(reading, file, fromStart)).rejects.toThrow(JobFailure);
  });

  it('stops when it is told to', async () => {
    const objects = createMemoryObjects('bucket');
    const { etag } = await objects.put('bucket', 'a.ndjson', whole);
    const stop = new AbortController();
    const reading = readFile(
      {
        objects,
        bucket: 'bucket',
        limits,
        signal: stop.signal,
        onBatch: () => {
          stop.abort(new Error('enough'));
          return Promise.resolve();
        },
      },
      { ordinal: 0, key: 'a.ndjson', size: whole.length, etag },
      fromStart,
    );
    await expect(reading).rejects.toThrow('enough');
  });
});
