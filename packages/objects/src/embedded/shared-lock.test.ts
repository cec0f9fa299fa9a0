import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSharedLock, releaseLocksOf } from './shared-lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-locks-'));
});
afterEach(() => rm(folder, { recursive: true }));

const module = pathToFileURL(path.resolve(import.meta.dirname, '../../dist/embedded/shared-lock.js')).href;

/** A process that does something with the lock; ends when it is done. */
async function processThat(code: string) {
  const script = path.join(folder, 'process.mjs');
  await writeFile(
    script,
    `import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSharedLock } from '${module}';
const lock = createSharedLock(${JSON.stringify(path.join(folder, 'locks'))});
const file = ${JSON.stringify(path.join(folder, 'count'))};
/** Reads a number, and writes one more: what is lost shows that two did it at once. */
const increment = async (file) => {
  const before = Number(await readFile(file, 'utf8'));
  await sleep(1);
  await writeFile(file, String(before + 1));
};
${code}`,
  );
  return fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

test('one change of a name at a time, over several processes', async () => {
  await writeFile(path.join(folder, 'count'), '0');
  const code = `await Promise.all(Array.from({ length: 50 }, () => lock.run('bucket', () => increment(file))));
process.disconnect();`;
  const processes = await Promise.all([processThat(code), processThat(code), processThat(code)]);
  await Promise.all(processes.map((child) => once(child, 'exit')));
  expect(processes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(await readFile(path.join(folder, 'count'), 'utf8')).toBe('150');
});

test('other names do not wait, and a change that fails gives the lock back', async () => {
  const lock = createSharedLock(folder);
  await lock.run('a', () => lock.run('b', () => Promise.resolve()));
  await expect(lock.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await lock.run('a', () => Promise.resolve(1))).toBe(1);
});

test('the locks of a process that was killed are given back for it', async () => {
  const locks = path.join(folder, 'locks');
  const child = await processThat(`await lock.run('bucket', async () => {
  process.send('held');
  await sleep(60_000);
});`);
  await once(child, 'message');
  const mine = createSharedLock(locks);
  let isMine = false;
  const waiting = mine.run('bucket', () => {
    isMine = true;
    return Promise.resolve();
  });
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  await sleep(100);
  expect(isMine).toBe(false);
  await releaseLocksOf(locks, child.pid!);
  await waiting;
  // What is left is this process's own file.
  expect(await readdir(locks)).toEqual([expect.stringContaining(`process-${String(process.pid)}`)]);
});
