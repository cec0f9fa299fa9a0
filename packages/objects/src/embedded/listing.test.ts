import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedObjects, type EmbeddedObjects } from './embedded-objects.js';

let folder: string;
let embedded: EmbeddedObjects;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-listing-'));
  embedded = await createEmbeddedObjects({ folder });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** S3's rules said once more, over keys in memory: what a whole listing holds, in order. */
function expectedListing(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const bytes = (text: string): Buffer => Buffer.from(text);
  const items = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? `key ${key}` : `prefix ${key.slice(0, at + delimiter.length)}`;
    });
  const text = (item: string): string => item.slice(item.indexOf(' ') + 1);
  return [...new Set(items)].sort((one, other) => Buffer.compare(bytes(text(one)), bytes(text(other))));
}

async function pages(bucket: string, prefix: string, delimiter: string, limit: number): Promise<string[]> {
  const items: string[] = [];
  let after = '';
  for (;;) {
    const page = await embedded.objects.list(bucket, { prefix, delimiter, after, limit });
    const keys = page.objects.map(({ key }) => `key ${key}`);
    const prefixes = page.commonPrefixes.map((common) => `prefix ${common}`);
    const count = keys.length + prefixes.length;
    expect(count).toBeLessThanOrEqual(limit);
    if (page.next !== undefined) expect(count).toBe(limit);
    items.push(...[...keys, ...prefixes].sort((one, other) => compareItems(one, other)));
    if (page.next === undefined) return items;
    after = page.next;
  }
}

function compareItems(one: string, other: string): number {
  const text = (item: string): Buffer => Buffer.from(item.slice(item.indexOf(' ') + 1));
  return Buffer.compare(text(one), text(other));
}

const letters = fc.constantFrom('a', 'b', 'A', '/', '-', '.', '0', 'é', '😀', '\uffee');
const longSegment = fc.constantFrom('x'.repeat(199), 'x'.repeat(200), 'x'.repeat(201), `${'x'.repeat(200)}-`);
const someKey = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: longSegment }),
    fc.array(letters, { minLength: 1, maxLength: 6 }),
  )
  .map(([start, rest]) => start + rest.join(''));

describe('a listing', () => {
  let run = 0;
  it('gives over its pages every key once, in order, as S3 groups them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(someKey, { maxLength: 20 }),
        fc.array(letters, { maxLength: 2 }).map((parts) => parts.join('')),
        fc.constantFrom('', '/', '-', 'a/', 'é'),
        fc.integer({ min: 1, max: 5 }),
        async (keys, prefix, delimiter, limit) => {
          run += 1;
          const bucket = `law-${String(run)}`;
          await embedded.client().ensureBucket(bucket);
          for (const key of keys) await embedded.client().put(bucket, key, Buffer.from(''));
          expect(await pages(bucket, prefix, delimiter, limit)).toEqual(
            expectedListing(keys, prefix, delimiter),
          );
          for (const key of keys) await embedded.client().delete(bucket, key);
          // Deleting the last object of a folder takes the folder along.
          await embedded.buckets.delete(bucket);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('goes on after any key, there or not', async () => {
    const client = embedded.client();
    await client.ensureBucket('after');
    for (const key of ['a', 'a/1', 'a/2', 'b/1', 'c']) await client.put('after', key, Buffer.from(''));
    const keysAfter = async (after: string): Promise<string[]> =>
      (await embedded.objects.list('after', { after, limit: 10 })).objects.map(({ key }) => key);
    expect(await keysAfter('a')).toEqual(['a/1', 'a/2', 'b/1', 'c']);
    expect(await keysAfter('a/')).toEqual(['a/1', 'a/2', 'b/1', 'c']);
    expect(await keysAfter('a/11')).toEqual(['a/2', 'b/1', 'c']);
    expect(await keysAfter('b0')).toEqual(['c']);
    expect(await keysAfter('z')).toEqual([]);
    const grouped = await embedded.objects.list('after', { delimiter: '/', after: 'a/', limit: 10 });
    expect(grouped).toMatchObject({ commonPrefixes: ['b/'], objects: [{ key: 'c' }] });
  });

  it('of nothing has nothing', async () => {
    await embedded.client().ensureBucket('nothing');
    expect(await embedded.objects.list('nothing', { limit: 10 })).toEqual({
      objects: [],
      commonPrefixes: [],
    });
    await embedded.client().put('nothing', 'x', Buffer.from(''));
    expect(await embedded.objects.list('nothing', { limit: 0 })).toEqual({ objects: [], commonPrefixes: [] });
  });
});
