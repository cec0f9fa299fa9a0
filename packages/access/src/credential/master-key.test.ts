import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMasterKey, readMasterKey } from './master-key.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-master-key-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});
const file = () => join(folder, 'master-key');

test('is made once, of 32 bytes, for its owner only', async () => {
  const made = await loadMasterKey(folder);
  expect(made).toHaveLength(32);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await readFile(file(), 'utf8')).toBe(`${made.toString('base64')}\n`);
  expect(await loadMasterKey(folder)).toEqual(made);
  expect(await readdir(folder)).toEqual(['master-key']);
});

test('many first starts at once agree on one', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => loadMasterKey(folder)));
  expect(new Set(all.map((key) => key.toString('hex'))).size).toBe(1);
});

test('a file that others can read is tightened, and said so', async () => {
  await loadMasterKey(folder);
  await chmod(file(), 0o640);
  const warnings: string[] = [];
  await loadMasterKey(folder, (message) => warnings.push(message));
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(warnings).toEqual([expect.stringContaining('mode 640')]);
});

test.each(['', 'short', 'A'.repeat(44), `${'A'.repeat(42)}==`, `${'A'.repeat(43)}=\n${'A'.repeat(43)}=`])(
  'a damaged file (%j) is an error, shows nothing of it, and stays as it is',
  async (text) => {
    await writeFile(file(), text, { mode: 0o600 });
    const failed = loadMasterKey(folder);
    await expect(failed).rejects.toMatchObject({ code: 'master-key-unreadable' });
    if (text.length > 10) await expect(failed).rejects.not.toThrow(text);
    expect(await readFile(file(), 'utf8')).toBe(text);
  },
);

test('is read in base 64 only', () => {
  const key = Buffer.alloc(32, 7);
  expect(readMasterKey(key.toString('base64'))).toEqual(key);
  expect(readMasterKey(key.toString('hex'))).toBeUndefined();
  expect(readMasterKey(key.toString('base64url'))).toBeUndefined();
});
