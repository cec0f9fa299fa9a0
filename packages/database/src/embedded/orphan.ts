import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { WellspringError } from '@wellspring/errors';

const run = promisify(execFile);

/**
 * Stops the PostgreSQL that a killed process of ours left running on this cluster. Call it only while
 * the folder is locked: whoever runs there then has no owner.
 *
 * @param cluster the PostgreSQL data directory
 */
export async function stopOrphan(cluster: string, log: (line: string) => void): Promise<void> {
  const postmaster = await postmasterPid(cluster);
  if (postmaster === undefined) return;
  let left = await processesOn(cluster, postmaster);
  if (left.includes(postmaster))
    log(`stopping the PostgreSQL (process ${postmaster}) that a killed process left on ${cluster}`);
  // Fast shutdown, then immediate, then none of its choosing; recovery replays the log in any case.
  // Server processes whose postmaster was killed end by themselves, a busy one after its statement.
  for (const [signal, everyone, patienceMs] of [
    ['SIGINT', false, 8_000],
    ['SIGQUIT', true, 5_000],
    ['SIGKILL', true, 5_000],
  ] as const) {
    for (const pid of left) if (everyone || pid === postmaster) sendSignal(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (left.length > 0 && Date.now() < deadline) {
      await sleep(25);
      left = await processesOn(cluster, postmaster);
    }
  }
  if (left.length > 0)
    throw new WellspringError(
      'data-folder-in-use',
      `PostgreSQL process ${left.join(', ')} runs on ${cluster} and could not be stopped; stop it by hand`,
    );
  await clearPidFile(cluster);
}

/**
 * PostgreSQL does not start while a process has the number in its pid file, whatever that process is:
 * another program that was given the number, or a zombie nobody reaps (a container's PID 1 often does
 * not). Where /proc showed that nobody works on the cluster, the file is stale.
 */
async function clearPidFile(cluster: string): Promise<void> {
  if (process.platform === 'linux') await rm(join(cluster, 'postmaster.pid'), { force: true });
}

async function postmasterPid(cluster: string): Promise<number | undefined> {
  const file = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(file.split('\n')[0]);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
}

/** The live processes of this cluster's server; where there is no /proc, its postmaster at most. */
async function processesOn(cluster: string, postmaster: number): Promise<number[]> {
  const real = await realpath(cluster);
  if (process.platform !== 'linux') {
    const command = await commandOf(postmaster);
    return command.includes('postgres') && command.includes(real) ? [postmaster] : [];
  }
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // Every process of the server works in its data directory; a zombie works nowhere.
    const folder = await readlink(`/proc/${entry}/cwd`).catch(() => undefined);
    if (folder !== real) continue;
    const name = await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '');
    if (name.trim() === 'postgres') found.push(Number(entry));
  }
  return found;
}

async function commandOf(pid: number): Promise<string> {
  return run('ps', ['-o', 'command=', '-p', String(pid)], { timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in the meantime, or not ours to signal: looking again finds out which.
  }
}
