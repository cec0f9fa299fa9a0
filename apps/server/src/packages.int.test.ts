import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { madeUpTar } from '@wellspring/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

const runScript = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));
let program: ProgramUnderTest;
let folder: string;

beforeAll(async () => {
  program = await startUnderTest({ WELLSPRING_MAX_BODY_BYTES: '1000' });
  await program.createStore('guided');
  folder = await mkdtemp(join(tmpdir(), 'wellspring-packages-'));
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command as a user does, in a process of its own. */
function wellspring(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { port } = new URL(program.endpoint);
  const env = { PATH: process.env['PATH'], WELLSPRING_DATA: program.folder, WELLSPRING_PORT: port };
  return new Promise((resolve) => {
    execFile(process.execPath, [runScript, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

it('packages are added, listed and removed from the command line', async () => {
  const manifest = { name: 'example.guide', version: '1.0.0', dependencies: { 'other.guide': '2.0.0' } };
  // Larger than the body of any other request may be.
  const noise = Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 251));
  const archive = gzipSync(
    madeUpTar([
      { path: 'package/package.json', content: manifest },
      { path: 'package/other/noise.bin', content: noise },
    ]),
  );
  const file = join(folder, 'guide.tgz');
  await writeFile(file, archive);
  const added = await wellspring('packages', 'add', file, '--store', 'guided');
  expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('example.guide@1.0.0')]);
  expect(added.stderr).toContain('other.guide 2.0.0');
  const listed = await wellspring('packages', 'list', '--store', 'guided', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject({ name: 'example.guide', missing: ['other.guide 2.0.0'] });
  const removed = await wellspring('packages', 'remove', 'example.guide@1.0.0', '--store', 'guided');
  expect([removed.stderr, removed.code]).toEqual(['', 0]);
  const again = await wellspring('packages', 'remove', 'example.guide@1.0.0', '--store', 'guided');
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('example.guide@1.0.0')]);
  await writeFile(file, 'no archive');
  const broken = await wellspring('packages', 'add', file, '--store', 'guided');
  expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining('.tgz')]);
}, 180_000);
