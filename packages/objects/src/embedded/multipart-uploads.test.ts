import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedObjects, type EmbeddedObjects } from './embedded-objects.js';
import { minPartBytes } from './multipart-limits.js';
import type { CompletionRequest } from './multipart-uploads.js';

let folder: string;
let embedded: EmbeddedObjects;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-multipart-'));
  embedded = await createEmbeddedObjects({ folder });
  await embedded.client().ensureBucket('bucket');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const first = Buffer.alloc(minPartBytes, 'a');
const second = Buffer.from('the end');
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
const completion: CompletionRequest = {
  parts: [first, second].map((part, at) => ({ number: at + 1, etag: md5(part), checksums: {} })),
  expectedChecksums: {},
};

const begin = async (): Promise<string> => {
  const description = { headers: {}, userMetadata: {} };
  const upload = { key: 'key', description, checksumType: 'FULL_OBJECT' } as const;
  return (await embedded.uploads.begin('bucket', upload)).id;
};
const put = (id: string, number: number, bytes: Buffer): Promise<unknown> =>
  embedded.uploads.putPart('bucket', 'key', id, number, { body: [bytes], checksums: [] });
const complete = (id: string): Promise<{ readonly etag: string }> =>
  embedded.uploads.complete('bucket', 'key', id, completion);

async function uploaded(): Promise<string> {
  const id = await begin();
  await put(id, 1, first);
  await put(id, 2, second);
  return id;
}
async function content(): Promise<Buffer> {
  return buffer((await embedded.client().get('bucket', 'key')).body);
}

describe('a completion', () => {
  it('makes the object it named or none, also while a part is uploaded anew', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await uploaded();
      const [outcome] = await Promise.allSettled([complete(id), put(id, 2, Buffer.from('something else'))]);
      if (outcome.status === 'fulfilled') {
        expect((await content()).equals(Buffer.concat([first, second]))).toBe(true);
        await embedded.client().delete('bucket', 'key');
      } else {
        expect(outcome.reason).toMatchObject({ code: 'invalid-part' });
        await embedded.uploads.abort('bucket', 'key', id);
      }
    }
    expect(await readdir(path.join(folder, '.temporary'))).toEqual([]);
  });

  it('that is repeated while the first goes on has the same answer', async () => {
    const id = await uploaded();
    const answers = await Promise.all(Array.from({ length: 6 }, () => complete(id)));
    expect(new Set(answers.map(({ etag }) => etag)).size).toBe(1);
    expect((await content()).length).toBe(first.length + second.length);
    expect(await embedded.uploads.list('bucket')).toEqual([]);
  });

  it('and an abort at the same time: one of the two happens', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await uploaded();
      const both = [complete(id), embedded.uploads.abort('bucket', 'key', id)] as const;
      const outcomes = await Promise.allSettled(round % 2 === 0 ? both : [both[1], both[0]]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = outcomes.find(({ status }) => status === 'rejected');
      expect(lost).toMatchObject({ reason: { code: 'no-such-upload' } });
      await embedded.client().delete('bucket', 'key');
    }
  });

  it('that was cut short after the object had appeared is not made a second time', async () => {
    const id = await uploaded();
    const parts = path.join(folder, 'bucket', 'uploads', id);
    await cp(parts, path.join(folder, 'kept'), { recursive: true });
    const { etag } = await complete(id);
    // What a process leaves that ends between the rename and the removal of the parts.
    await cp(path.join(folder, 'kept'), parts, { recursive: true });
    embedded = await createEmbeddedObjects({ folder });
    const onlyOnce: CompletionRequest = {
      ...completion,
      precondition: (current) => {
        expect(current).toBeUndefined();
      },
    };
    expect((await embedded.uploads.complete('bucket', 'key', id, onlyOnce)).etag).toBe(etag);
    expect(await embedded.uploads.list('bucket')).toEqual([]);
  });
});

it('a bucket that is deleted while uploads begin is missing, and nothing is left of them', async () => {
  for (let round = 0; round < 10; round += 1) {
    await embedded.client().ensureBucket('bucket');
    const work = [
      begin(),
      embedded.buckets.delete('bucket'),
      begin(),
      embedded.client().ensureBucket('bucket'),
      embedded.client().ensureBucket('bucket'),
      embedded.buckets.delete('bucket'),
      begin(),
      embedded.uploads.list('bucket'),
    ];
    for (const outcome of await Promise.allSettled(work))
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'no-such-bucket' });
    expect(await readdir(path.join(folder, '.temporary'))).toEqual([]);
  }
});

it('a link where a bucket would be is no bucket, and none is made through it', async () => {
  await symlink(tmpdir(), path.join(folder, 'linked'));
  await expect(embedded.buckets.create('linked')).rejects.toMatchObject({ code: 'object-unreadable' });
  await expect(embedded.client().get('linked', 'x')).rejects.toMatchObject({ code: 'no-such-bucket' });
  expect(await readdir(path.join(folder, '.temporary'))).toEqual([]);
});
