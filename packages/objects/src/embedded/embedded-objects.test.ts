import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedObjects } from './embedded-objects.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-embedded-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const day = 86_400_000;

describe('the embedded store', () => {
  it('has everything again after a restart, and nothing that was half done', async () => {
    const before = await createEmbeddedObjects({ folder });
    await before.client().ensureBucket('kept');
    await before.client().put('kept', 'a/b', Buffer.from('hello'));
    // What a process that was killed leaves: a file half written, a bucket and an upload not yet in place.
    await writeFile(path.join(folder, '.temporary', 'half'), 'hel');
    await mkdir(path.join(folder, '.temporary', 'bucket', 'objects'), { recursive: true });

    const after = await createEmbeddedObjects({ folder });
    expect(await readdir(path.join(folder, '.temporary'))).toEqual([]);
    expect((await after.buckets.list()).map(({ name }) => name)).toEqual(['kept']);
    expect((await after.client().head('kept', 'a/b')).size).toBe(5);
  });

  it('passes over files that are not its own', async () => {
    const embedded = await createEmbeddedObjects({ folder });
    await embedded.client().ensureBucket('kept');
    await embedded.client().put('kept', 'x', Buffer.from('hello'));
    await mkdir(path.join(folder, 'not-a-bucket'));
    await writeFile(path.join(folder, 'kept', 'objects', '.DS_Store'), 'x');
    await writeFile(path.join(folder, 'kept', 'objects', 'no object'), 'x');
    expect((await embedded.buckets.list()).map(({ name }) => name)).toEqual(['kept']);
    const page = await embedded.objects.list('kept', { limit: 10 });
    expect(page.objects.map(({ key }) => key)).toEqual(['x']);
  });

  it('tells of a damaged object instead of giving a part of it', async () => {
    const embedded = await createEmbeddedObjects({ folder });
    await embedded.client().ensureBucket('kept');
    await embedded.client().put('kept', 'x', Buffer.from('hello'));
    await writeFile(path.join(folder, 'kept', 'objects', 'x@'), 'hel');
    await expect(embedded.client().get('kept', 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'object-unreadable' }),
    );
    await embedded.client().put('kept', 'x', Buffer.from('again'));
    expect((await embedded.client().head('kept', 'x')).size).toBe(5);
  });

  it('keeps others out of its files', async () => {
    const embedded = await createEmbeddedObjects({ folder: path.join(folder, 'store') });
    await embedded.client().ensureBucket('kept');
    await embedded.client().put('kept', 'x', Buffer.from('hello'));
    const mode = async (...names: string[]): Promise<number> =>
      (await stat(path.join(folder, ...names))).mode & 0o777;
    expect(await mode('store')).toBe(0o700);
    expect(await mode('store', 'kept', 'objects', 'x@')).toBe(0o600);
  });

  it('drops multipart uploads that were given up', async () => {
    let time = Date.UTC(2026, 0, 1);
    const before = await createEmbeddedObjects({ folder, now: () => time });
    await before.client().ensureBucket('kept');
    const begun = { description: { headers: {}, userMetadata: {} }, checksumType: 'FULL_OBJECT' } as const;
    await before.uploads.begin('kept', { ...begun, key: 'old' });
    time += 4 * day;
    await before.uploads.begin('kept', { ...begun, key: 'new' });
    time += 4 * day;
    const after = await createEmbeddedObjects({ folder, now: () => time });
    expect((await after.uploads.list('kept')).map(({ key }) => key)).toEqual(['new']);
  });

  it('deletes only empty buckets, whatever happens at the same time', async () => {
    const embedded = await createEmbeddedObjects({ folder });
    for (let round = 0; round < 10; round += 1) {
      await embedded.client().ensureBucket('raced');
      const [put, deleted] = await Promise.allSettled([
        embedded.client().put('raced', 'a/b/c', Buffer.from('x')),
        embedded.buckets.delete('raced'),
      ]);
      expect(put.status === 'fulfilled').not.toBe(deleted.status === 'fulfilled');
      if (put.status === 'fulfilled') await embedded.client().delete('raced', 'a/b/c');
    }
    await embedded.client().ensureBucket('raced');
    expect(await readdir(path.join(folder, 'raced', 'objects'))).toEqual([]);
  });

  it('stores and deletes beside one another in one folder', async () => {
    const client = (await createEmbeddedObjects({ folder })).client();
    await client.ensureBucket('busy');
    const work = Array.from({ length: 60 }, async (_, at) => {
      const key = `deep/er/${String(at % 6)}`;
      await client.put('busy', key, Buffer.from('x'));
      await client.delete('busy', key);
    });
    await Promise.all(work);
    expect(await readdir(path.join(folder, 'busy', 'objects'))).toEqual([]);
  });
});
