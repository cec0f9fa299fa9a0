#!/usr/bin/env node
/**
 * The door to the program in a clone: installs what is missing, builds what is stale, then runs the
 * command in this same process, so that signals reach it directly. It uses nothing but Node, since a
 * fresh clone has nothing else.
 *
 *   node scripts/run.mjs serve | demo | credentials | ...   a command of the program
 *   node scripts/run.mjs --test [vitest arguments]          all tests
 *   node scripts/run.mjs --bench <name> [arguments]         a benchmark
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];

function fail(message) {
  console.error(`wellspring: ${message}`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  fail(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}`);
}

function run(command, args, doing) {
  // Output goes to stderr: a command's own stdout stays clean for scripts.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) fail(`${doing} failed: ${error.message}`);
  if (status !== 0) fail(`${doing} failed; the lines above say why`);
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function install() {
  const stamp = join(root, 'node_modules', '.wellspring-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (readIfThere(stamp) === wanted) return;
  console.error('wellspring: installing dependencies (once)');
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund'], 'npm ci');
  writeFileSync(stamp, wanted);
}

/** Path, size and time of every file that the build reads. */
function sources() {
  const hash = createHash('sha256');
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.(ts|tsx)$/.test(entry.name)) {
        const { mtimeMs, size } = statSync(path);
        hash.update(`${path}\0${mtimeMs}\0${size}\n`);
      }
    }
  };
  for (const group of ['packages', 'apps']) {
    for (const room of readdirSync(join(root, group))) {
      const src = join(root, group, room, 'src');
      if (existsSync(src)) visit(src);
    }
  }
  visit(join(root, 'bench', 'src'));
  for (const file of ['tsconfig.json', 'tsconfig.base.json', 'package-lock.json'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function build() {
  const stamp = join(root, '.build', 'stamp');
  const wanted = sources();
  const program = join(root, 'apps', 'server', 'dist', 'command-line.js');
  if (readIfThere(stamp) === wanted && existsSync(program)) return;
  console.error('wellspring: building');
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b'], 'the build');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function runToEnd(args) {
  const { status, signal } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exit(signal ? 1 : (status ?? 1));
}

checkNode();
install();
build();

const [first, ...rest] = process.argv.slice(2);
if (first === '--test') {
  runToEnd([join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...rest]);
} else if (first === '--bench') {
  const [name, ...options] = rest;
  const program = join(root, 'bench', 'dist', `${name ?? ''}.js`);
  if (!name || !/^[a-z-]+$/.test(name) || !existsSync(program)) fail(`there is no benchmark "${name ?? ''}"`);
  runToEnd([program, ...options]);
} else {
  const { main } = await import(pathToFileURL(join(root, 'apps', 'server', 'dist', 'command-line.js')).href);
  await main(process.argv.slice(2));
}
