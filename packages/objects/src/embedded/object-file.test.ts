import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openObjectFile, readObjectMetadata, writeObjectFile, type WriteOptions } from './object-file.js';
import { emptyDescription } from './object-metadata.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-object-file-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const options: WriteOptions = {
  md5: true,
  checksums: ['crc32c'],
  maxBytes: 1_000_000,
  describe: ({ size, md5, checksums }) => ({
    ...emptyDescription,
    size,
    etag: md5!.toString('hex'),
    lastModified: 1,
    checksums,
    checksumType: 'FULL_OBJECT',
  }),
};

describe('an object file', () => {
  it('keeps the bytes from offset 0, and the digests', async () => {
    const file = path.join(folder, 'x');
    await writeObjectFile(file, [Buffer.from('1234'), Buffer.from('56789')], options);
    expect((await readFile(file)).subarray(0, 9).toString()).toBe('123456789');
    const object = (await openObjectFile(file))!;
    // CRC-32C("123456789") = e3069283, MD5("123456789") = 25f9e794323b453885f5181f1b624d0b
    expect(object.metadata).toMatchObject({
      size: 9,
      etag: '25f9e794323b453885f5181f1b624d0b',
      checksums: { crc32c: Buffer.from('e3069283', 'hex').toString('base64') },
    });
    expect((await buffer(object.read(2, 4))).toString()).toBe('345');
  });

  it('may be empty', async () => {
    const file = path.join(folder, 'x');
    await writeObjectFile(file, [], options);
    const object = (await openObjectFile(file))!;
    expect(object.metadata.size).toBe(0);
    expect((await buffer(object.read())).length).toBe(0);
  });

  it('reads metadata that is longer than one tail read', async () => {
    const file = path.join(folder, 'x');
    const parts = Array.from({ length: 10_000 }, () => 5_242_880);
    await writeObjectFile(file, [randomBytes(10)], {
      ...options,
      describe: (content) => ({ ...options.describe(content), parts }),
    });
    expect((await readObjectMetadata(file))?.parts).toEqual(parts);
  });

  it.each([
    ['too many bytes', [Buffer.alloc(600_000), Buffer.alloc(600_000)], options, 'entity-too-large'],
    [
      'a refusal at the end',
      [Buffer.from('x')],
      {
        ...options,
        describe: () => {
          throw new Error('refused');
        },
      },
      undefined,
    ],
  ])('leaves nothing after %s', async (_, body, given, code) => {
    const write = writeObjectFile(path.join(folder, 'x'), body, given);
    await expect(write).rejects.toThrow(code ? expect.objectContaining({ code }) : 'refused');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([1, 12, 40])('is refused as damaged with its last %d bytes missing', async (missing) => {
    const file = path.join(folder, 'x');
    await writeObjectFile(file, [randomBytes(5000)], options);
    await truncate(file, (await readFile(file)).length - missing);
    await expect(openObjectFile(file)).rejects.toThrow(
      expect.objectContaining({ code: 'object-unreadable' }),
    );
  });

  it('is refused as damaged with a changed byte in its metadata', async () => {
    const file = path.join(folder, 'x');
    await writeObjectFile(file, [randomBytes(50)], options);
    const bytes = await readFile(file);
    bytes[55]! ^= 1;
    await writeFile(file, bytes);
    await expect(openObjectFile(file)).rejects.toThrow(
      expect.objectContaining({ code: 'object-unreadable' }),
    );
  });

  it('is not looked for behind a symbolic link', async () => {
    const file = path.join(folder, 'x');
    await writeObjectFile(file, [], options);
    await symlink(file, path.join(folder, 'link'));
    expect(await openObjectFile(path.join(folder, 'link'))).toBeUndefined();
  });
});
