import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryObjects } from '../testing/memory-objects.js';
import { writeNdjsonFiles, type ExportedResource, type NdjsonFile } from './ndjson-files.js';

const never = new AbortController().signal;

async function write(
  resources: readonly ExportedResource[],
  fileBytes: number,
): Promise<{ files: NdjsonFile[]; text: (key: string) => string }> {
  const objects = createMemoryObjects('bucket');
  const source = async function* (): AsyncGenerator<ExportedResource> {
    await Promise.resolve();
    yield* resources;
  };
  const files: NdjsonFile[] = [];
  const target = { bucket: 'bucket', folder: 'out/', fileBytes };
  for await (const file of writeNdjsonFiles(objects, target, source(), never)) files.push(file);
  expect([...objects.buckets.get('bucket')!.keys()].sort()).toEqual(files.map(({ key }) => key).sort());
  return { files, text: (key) => objects.text('bucket', key)! };
}

describe('writeNdjsonFiles', () => {
  it('begins a file for each type and after each limit', async () => {
    const resource = (type: string, body: string): ExportedResource => ({ type, body: Buffer.from(body) });
    const { files, text } = await write(
      [resource('A', '{"n":1}'), resource('A', '{"n":2}'), resource('A', '{"n":3}'), resource('B', '{}')],
      10,
    );
    expect(files).toEqual([
      { type: 'A', key: 'out/A/A-0.ndjson', count: 2, bytes: 16 },
      { type: 'A', key: 'out/A/A-1.ndjson', count: 1, bytes: 8 },
      { type: 'B', key: 'out/B/B-0.ndjson', count: 1, bytes: 3 },
    ]);
    expect(text('out/A/A-0.ndjson')).toBe('{"n":1}\n{"n":2}\n');
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
        expect(files.map(({ key }) => text(key)).join('')).toBe(
          all.map(({ body }) => `${body.toString()}\n`).join(''),
        );
        for (const file of files) {
          expect(text(file.key)).toHaveLength(file.bytes);
          expect(text(file.key).split('\n')).toHaveLength(file.count + 1);
          expect(file.bytes).toBeLessThanOrEqual(limit + 300);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('ends with the source when the object store fails', async () => {
    const objects = createMemoryObjects();
    let closed = false;
    const source = async function* (): AsyncGenerator<ExportedResource> {
      try {
        for (;;) {
          await Promise.resolve();
          yield { type: 'A', body: Buffer.from('{}') };
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
