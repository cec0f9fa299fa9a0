import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadRootCredential } from './root-credential.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-credential-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});
const file = () => join(folder, 'root-credential.json');

test('is made once, in the shape of AWS, for its owner only', async () => {
  const made = await loadRootCredential(folder);
  expect(made.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
  expect(made.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await loadRootCredential(folder)).toEqual(made);
  expect(await readdir(folder)).toEqual(['root-credential.json']);
});

test('the folder is made, too', async () => {
  const deep = join(folder, 'a', 'b');
  expect(await loadRootCredential(deep)).toEqual(await loadRootCredential(deep));
});

test('many first starts at once agree on one credential', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => loadRootCredential(folder)));
  expect(new Set(all.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(1);
});

test('a file that others can read is tightened, and said so', async () => {
  const made = await loadRootCredential(folder);
  await chmod(file(), 0o644);
  const warnings: string[] = [];
  expect(await loadRootCredential(folder, (message) => warnings.push(message))).toEqual(made);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(warnings).toEqual([expect.stringContaining('mode 644')]);
});

test.each([
  ['cut off', '{"accessKeyId":"AKIA'],
  ['empty', ''],
  ['another shape', '["AKIA"]'],
  ['null', 'null'],
  ['no secret', '{"accessKeyId":"AKIAEXAMPLEEXAMPLE22"}'],
])('a damaged file (%s) is an error and stays as it is', async (_, text) => {
  await writeFile(file(), text, { mode: 0o600 });
  await expect(loadRootCredential(folder)).rejects.toMatchObject({ code: 'root-credential-unreadable' });
  expect(await readFile(file(), 'utf8')).toBe(text);
});

test('a folder that is a file is a clear error', async () => {
  await writeFile(file(), '');
  await expect(loadRootCredential(file())).rejects.toMatchObject({ code: 'root-credential-unreadable' });
});
