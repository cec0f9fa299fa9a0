import { mkdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { findBinaries, makeSymlinks } from './binaries.js';

async function packageWith(links: readonly object[]): Promise<string> {
  const native = join(await temporaryFolder(), 'native');
  await mkdir(join(native, 'lib'), { recursive: true });
  await writeFile(join(native, 'lib', 'libpq.so.5.18'), 'library');
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
}

it('makes the links that npm did not pack, even when two do it at once', async () => {
  const native = await packageWith([
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  ]);
  await Promise.all([makeSymlinks(native), makeSymlinks(native), makeSymlinks(native)]);
  await makeSymlinks(native);
  for (const name of ['libpq.so', 'libpq.so.5']) {
    expect(await readlink(join(native, 'lib', name))).toBe('libpq.so.5.18');
    expect(await readFile(join(native, 'lib', name), 'utf8')).toBe('library');
  }
});

it('says which link cannot be made', async () => {
  const native = await packageWith([{ source: 'native/gone/a.so.1', target: 'native/gone/a.so' }]);
  await expect(makeSymlinks(native)).rejects.toMatchObject({
    code: 'embedded-database-failed',
    message: expect.stringContaining(join(native, 'gone', 'a.so')) as unknown,
  });
});

it('needs no list of links', async () => {
  await makeSymlinks(await temporaryFolder());
});

it('finds the binaries of this machine', async () => {
  expect((await findBinaries()).majorVersion).toBeGreaterThanOrEqual(14);
});
