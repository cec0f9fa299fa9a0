import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryObjects } from '../testing/memory-objects.js';
import type { ResourceLines } from '@wellspring/store';
import { linesOf, type ExportedResource } from './lines-of.js';
import { writeNdjsonFiles, type NdjsonFile } from './ndjson-files.js';

const never = new AbortController().signal;

async function write(
  resources: readonly ExportedResource[],
  fileBytes: number,
  named?: string,
): Promise<{ files: NdjsonFile[]; text: (name: string) => string }> {
  const objects = createMemoryObjects('bucket');
  const source = async function* (): AsyncGenerator<ResourceLines> {
    await Promise.resolve();
    // Batches of every size, empty ones too.
    for (let at = 0, size = 0; at < resources.length; at += size, size = (size + 1) % 4) {
      yield { type: 'A', bytes: Buffer.alloc(0), ends: [] };
      yield* linesOf(resources.slice(at, at + size));
    }
  };
  const files: NdjsonFile[] = [];
  const target = { bucket: 'bucket', folder: 'out/', fileBytes, ...(named !== undefined && { named }) };
  for await (const file of writeNdjsonFiles(objects, target, source(), never)) files.push(file);
  expect([...objects.buckets.get('bucket')!.keys()].sort()).toEqual(
    files.map(({ name }) => `out/${name}`).sort(),
  );
  return { files, text: (name) => objects.text('bucket', `out/${name}`)! };
}

describe('writeNdjsonFiles', () => {
  it('begins a file for each type and after each limit', async () => {
    const resource = (type: string, body: string): ExportedResource => ({ type, body: Buffer.from(body) });
    const { files, text } = await write(
      [resource('A', '{"n":1}'), resource('A', '{"n":2}'), resource('A', '{"n":3}'), resource('B', '{}')],
      10,
    );
    expect(files).toEqual([
      { type: 'A', name: 'A/A-0.ndjson', count: 2, bytes: 16 },
      { type: 'A', name: 'A/A-1.ndjson', count: 1, bytes: 8 },
      { type: 'B', name: 'B/B-0.ndjson', count: 1, bytes: 3 },
    ]);
    expect(text('A/A-0.ndjson')).toBe('{"n":1}\n{"n":2}\n');
  });

  it('writes every resource once, in order, in files within the limit and one resource', async () => {
    const resources = fc
      .array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 2, max: 300 })), { maxLength: 60 })
      .map((all) =>
        all
          .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
          .map(([type, size], index) => ({ type, body: Buffer.from(`${index}`.padEnd(size, '.')) })),
      );
    await fc.assert(
      fc.asyncProperty(resources, fc.integer({ min: 1, max: 2000 }), async (all, limit) => {
        const { files, text } = await write(all, limit);
        expect(files.map(({ name }) => text(name)).join('')).toBe(
          all.map(({ body }) => `${body.toString()}\n`).join(''),
        );
        for (const file of files) {
          expect(text(file.name)).toHaveLength(file.bytes);
          expect(text(file.name).split('\n')).toHaveLength(file.count + 1);
          expect(file.bytes).toBeLessThanOrEqual(limit + 300);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('goes on counting where a type comes again, and names files otherwise where it is told to', async () => {
    const one = (type: string): ExportedResource => ({ type, body: Buffer.from('{}') });
    const { files } = await write([one('A'), one('B'), one('A')], 100);
    expect(files.map(({ name }) => name)).toEqual(['A/A-0.ndjson', 'B/B-0.ndjson', 'A/A-1.ndjson']);
    const named = await write([one('A'), one('B')], 100, 'deleted');
    expect(named.files.map(({ name }) => name)).toEqual([
      'deleted/deleted-0.ndjson',
      'deleted/deleted-1.ndjson',
    ]);
  });

  it('ends with the source when the object store fails', async () => {
    const objects = createMemoryObjects();
    let closed = false;
    const source = async function* (): AsyncGenerator<ResourceLines> {
      try {
        for (;;) {
          await Promise.resolve();
          yield* linesOf([{ type: 'A', body: Buffer.from('{}') }]);
        }
      } finally {
        closed = true;
      }
    };
    const target = { bucket: 'missing', folder: '', fileBytes: 100 };
    const writing = writeNdjsonFiles(objects, target, source(), never);
    await expect(writing.next()).rejects.toMatchObject({ code: 'no-such-bucket' });
    expect(closed).toBe(true);
  });
});
