import { chmod, chown, cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { findBinaries } from './binaries.js';
import { finish, launch, launchAs } from './launch.js';
import { unprivilegedUser } from './system-user.js';

const root = process.getuid?.() === 0;

it.runIf(root)('needs nothing special where every folder is open', async () => {
  const { initdb } = await findBinaries();
  const user = (await unprivilegedUser())!;
  const folder = await temporaryFolder();
  await chmod(folder, 0o711);
  // Whether the checkout is open to others depends on where it lies.
  expect(['user', 'capability']).toContain((await launchAs(user, initdb, folder)).kind);
});

it.runIf(root)('makes a cluster with binaries and a folder that are closed to others', async () => {
  const closed = await temporaryFolder();
  const native = dirname(dirname((await findBinaries()).initdb));
  await cp(native, join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
  await chmod(closed, 0o700);
  const initdb = join(closed, 'native', 'bin', 'initdb');
  const user = (await unprivilegedUser())!;
  const how = await launchAs(user, initdb, closed);
  expect(how).toMatchObject({ kind: 'capability', user });

  const cluster = join(closed, 'cluster');
  await mkdir(cluster, { mode: 0o700 });
  await chown(cluster, user.uid, user.gid);
  const made = await finish(launch(how, initdb, ['-D', cluster, '--no-sync']), 60_000);
  expect(made.output).toContain('Success');
  expect(made.status).toBe(0);

  // Under umask 077 npm makes the files themselves unreadable for others.
  await chmod(initdb, 0o700);
  await chmod(join(closed, 'native', 'bin', 'postgres'), 0o700);
  expect(await launchAs(user, initdb, closed)).toMatchObject({ capability: 'dac_override' });
});

it.runIf(root)('says what to do when the user cannot get there', async () => {
  const user = { name: 'postgres', uid: 4_000_000, gid: 4_000_000 };
  const gone = join(await temporaryFolder(), 'gone', 'initdb');
  await expect(launchAs(user, gone, '/root')).rejects.toMatchObject({
    code: 'data-folder-unusable',
    message: expect.stringContaining('chmod o+x') as unknown,
  });
});

it('reports a program that is not there', async () => {
  const missing = await finish(launch({ kind: 'plain' }, '/nonexistent/initdb', []), 5_000);
  expect(missing).toMatchObject({ status: null, output: expect.stringContaining('ENOENT') as unknown });
});

it('ends a program that takes too long', async () => {
  const { status } = await finish(launch({ kind: 'plain' }, '/bin/sh', ['-c', 'exec sleep 60']), 100);
  expect(status).toBeNull();
});
