import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  inPieces,
  madeUpManifest,
  madeUpPackage,
  madeUpTar,
  type MadeUpEntry,
} from '../testing/made-up-package.js';
import { packageFiles } from './package-files.js';
import { defaultPackageLimits, type PackageLimits } from './package-limits.js';

async function filesOf(archive: Buffer, limits: Partial<PackageLimits> = {}, size = 1000) {
  const files = new Map<string, string>();
  const all = { ...defaultPackageLimits, ...limits };
  for await (const { path, content } of packageFiles(inPieces(archive, size), all, (each) =>
    each.endsWith('.json'),
  ))
    files.set(path, content.toString());
  return files;
}
const packed = (...entries: readonly MadeUpEntry[]): Buffer => gzipSync(madeUpTar(entries));

describe('the files of a package', () => {
  test.each([1, 7, 512, 100_000])('come in pieces of %i bytes', async (size) => {
    const archive = packed(
      { path: 'package/', type: '5' },
      madeUpManifest(),
      { path: 'package/a.json', content: 'x'.repeat(3000) },
      { path: 'package/empty.json' },
      { path: 'package/readme.md', content: 'for people' },
    );
    const files = await filesOf(archive, {}, size);
    expect([...files.keys()]).toEqual(['package/package.json', 'package/a.json', 'package/empty.json']);
    expect(files.get('package/a.json')).toBe('x'.repeat(3000));
  });

  test('have long names in extended headers', async () => {
    const path = `package/${'long'.repeat(40)}.json`;
    const record = ` path=${path}\n`;
    const length = String(record.length + 3).length + record.length;
    const archive = packed(
      { path: 'PaxHeader', type: 'x', content: `${length}${record}` },
      { path: 'package/cut', content: '{}' },
    );
    expect([...(await filesOf(archive)).keys()]).toEqual([path]);
  });
});

describe('what is refused', () => {
  const many = Array.from({ length: 12 }, (_, at) => ({ path: `package/${at}.json`, content: '{}' }));
  test.each<[string, Buffer, Partial<PackageLimits>, string]>([
    ['text', Buffer.from('{"resourceType":"Patient"}'), {}, 'cannot be unpacked'],
    ['nothing', Buffer.alloc(0), {}, 'cannot be unpacked'],
    ['gzip of something else', gzipSync('x'.repeat(2000)), {}, 'cannot be read'],
    ['half of one', madeUpPackage({}, [{ a: 'b'.repeat(5000) }]).subarray(0, 150), {}, 'cannot be unpacked'],
    ['half a tar', gzipSync(madeUpTar([madeUpManifest()]).subarray(0, 600)), {}, 'cannot be read'],
    ['a way out', packed({ path: 'package/../../etc/passwd' }), {}, '"package/../../etc/passwd"'],
    ['an absolute path', packed({ path: '/etc/passwd' }), {}, '"/etc/passwd"'],
    ['a path of Windows', packed({ path: 'package\\..\\x.json' }), {}, 'place within'],
    ['a drive', packed({ path: 'C:x.json' }), {}, 'place within'],
    [
      'a symbolic link',
      packed({ path: 'package/a.json', type: '2', link: '/etc/passwd' }),
      {},
      'neither a file',
    ],
    ['a hard link', packed({ path: 'package/a.json', type: '1', link: 'x' }), {}, 'neither a file'],
    ['a device', packed({ path: 'package/a.json', type: '3' }), {}, 'neither a file'],
    ['many files', packed(...many), { files: 10 }, 'more than 10 files'],
    [
      'a large file',
      packed({ path: 'package/a.json', content: 'x'.repeat(50) }),
      { fileBytes: 49 },
      '"package/a.json" is larger',
    ],
    ['one that only says so', packed({ path: 'package/a.json', size: 8 ** 11 - 1 }), {}, 'is larger'],
    ['a large archive', madeUpPackage({}, many), { archiveBytes: 100 }, 'larger than 100 bytes'],
    [
      'a bomb',
      packed({ path: 'x', content: Buffer.alloc(3_000_000) }),
      { unpackedBytes: 1_000_000 },
      'Unpacked',
    ],
    [
      'zeros after its end',
      gzipSync(Buffer.concat([madeUpTar(many), Buffer.alloc(2_000_000)])),
      { unpackedBytes: 1_000_000 },
      'Unpacked',
    ],
    ['a header of megabytes', packed({ path: 'P', type: 'x', content: '1'.repeat(2_000_000) }), {}, 'header'],
  ])('%s', async (_, archive, limits, message) => {
    await expect(filesOf(archive, limits)).rejects.toThrow(message);
  });

  test('what the connection breaks on is told as it is', async () => {
    const broken = async function* () {
      yield madeUpPackage({}, []).subarray(0, 50);
      await Promise.resolve();
      throw new Error('the connection broke');
    };
    const read = async () => {
      for await (const _ of packageFiles(broken(), defaultPackageLimits, () => true)) expect(_).toBeDefined();
    };
    await expect(read()).rejects.toThrow('the connection broke');
  });
});
