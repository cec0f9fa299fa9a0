import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** A process that runs an embedded PostgreSQL, for a test to kill. */
export interface OwnerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly postgresPid: number;
}

/**
 * What the process runs. It runs the compiled package, as the program does.
 */
const script = `
  import { startEmbeddedPostgres } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
  const postgres = await startEmbeddedPostgres({ folder: process.argv[1], settings: { shared_buffers: '16MB', fsync: 'off' } });
  console.log(JSON.stringify({ url: postgres.url, postgresPid: postgres.pid }));
  process.stdin.on('data', () => process.exit(0));
  process.on('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
`;

/** Starts it; rejects with what it wrote to standard error where it does not come up. */
export async function startOwner(folder: string, prefix: readonly string[] = []): Promise<OwnerProcess> {
  const [command, ...args] = [...prefix, process.execPath, '--input-type=module', '-e', script, folder];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], cwd: '/' });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await ended(child);
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => {
      resolve({ child, ...(JSON.parse(chunk.toString('utf8')) as { url: string; postgresPid: number }) });
    });
    child.once('close', () => {
      reject(new Error(errors));
    });
  });
}

/** Waits for a process's end. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<unknown>((resolve) => child.once('close', resolve));
}

/** Whether a process of this number is there and does anything: a zombie does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
