import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { WellspringError } from '@wellspring/errors';
import type { SystemUser } from './system-user.js';

/** How a PostgreSQL program is started so that it may run, and may reach its folders. */
export type Launch =
  /** As this process is. */
  | { readonly kind: 'plain' }
  /** As another user: this process is root. */
  | { readonly kind: 'user'; readonly user: SystemUser }
  /** As another user who keeps the one right that is missing on the way to the folders. */
  | { readonly kind: 'capability'; readonly user: SystemUser; readonly capability: string };

/** Starts a PostgreSQL program with its output on pipes. */
export function launch(how: Launch, program: string, args: readonly string[]): ChildProcess {
  const options: SpawnOptions = {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own session: Ctrl-C in the terminal reaches us alone, and we stop it when we are done.
    detached: true,
    // The folder we are in may be out of the other user's reach.
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  };
  switch (how.kind) {
    case 'plain':
      return spawn(program, args, options);
    case 'user':
      return spawn(program, args, { ...options, uid: how.user.uid, gid: how.user.gid });
    case 'capability':
      return spawn('setpriv', [...setprivArguments(how.user, how.capability), program, ...args], options);
    default:
      return how satisfies never;
  }
}

/**
 * A capability that survives exec without root: in the ambient set (capabilities(7)), and as the only
 * one. `no_setuid_fixup` is there because PostgreSQL asks access(2) about its own binaries, and that
 * call disregards the capabilities of a user who is not root, unless this bit is set.
 */
function setprivArguments(user: SystemUser, capability: string): string[] {
  const only = `-all,+${capability}`;
  return [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    `--bounding-set=${only}`,
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
  ];
}

/**
 * Finds out, by trying, how PostgreSQL can run as this user: as it is, or, where a folder on the way
 * is closed to that user (a clone in /root, a temporary folder of mode 0700), with the capability to
 * pass. The smaller capability comes first; the larger one is needed where the files themselves are
 * closed too, and where a container has only that one.
 */
export async function launchAs(user: SystemUser, initdb: string, folder: string): Promise<Launch> {
  const ways: readonly Launch[] = [
    { kind: 'user', user },
    { kind: 'capability', user, capability: 'dac_read_search' },
    { kind: 'capability', user, capability: 'dac_override' },
  ];
  for (const way of ways) {
    // Both halves matter: initdb looks its neighbour up, and the folder must be reachable.
    const reachable = await succeeds(way, '/bin/sh', ['-c', 'cd "$0" && test -x "$1"', folder, initdb]);
    if (reachable && (await succeeds(way, initdb, ['--version']))) return way;
  }
  throw new WellspringError(
    'data-folder-unusable',
    `The embedded PostgreSQL cannot run as root, and the user "${user.name}", who runs it instead, cannot ` +
      `reach ${folder} or ${initdb}: let others pass through their parent folders (chmod o+x), install ` +
      'setpriv (util-linux), start as another user than root, or set DATABASE_URL',
  );
}

async function succeeds(how: Launch, program: string, args: readonly string[]): Promise<boolean> {
  const { status } = await finish(launch(how, program, args), 20_000);
  return status === 0;
}

/** Waits for a program's end and gathers what it said (the last 8 KB of it). */
export async function finish(
  child: ChildProcess,
  timeoutMs: number,
): Promise<{ status: number | null; output: string }> {
  let output = '';
  const gather = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-8192);
  };
  child.stdout?.on('data', gather);
  child.stderr?.on('data', gather);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    const status = await new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        output += error.message;
        resolve(null);
      });
      child.once('close', resolve);
    });
    return { status, output: output.trim() };
  } finally {
    clearTimeout(timer);
  }
}
