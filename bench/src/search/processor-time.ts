import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts in hundredths of a second, whatever its own clock ticks (man 5 proc, USER_HZ). */
const ticksPerSecond = 100;

/** What a server's own process and its embedded database have used of the processor, in seconds. */
export interface ProcessorTime {
  readonly server: number;
  readonly database: number;
}

/** Undefined where there is no /proc to read it from. */
export function processorTime(serverPid: number, dataFolder: string): ProcessorTime | undefined {
  const server = statOf(serverPid);
  const postmaster = postmasterOf(dataFolder);
  const root = postmaster === undefined ? undefined : statOf(postmaster);
  if (!server || postmaster === undefined || !root) return undefined;
  const backends = childrenOf(postmaster).map(({ own }) => own);
  return {
    server: server.own / ticksPerSecond,
    // What ended backends used is counted with the process that started them.
    database: [root.own, root.ended, ...backends].reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond,
  };
}

/** Whether the embedded database is vacuuming or analysing on its own account just now. */
export function isVacuuming(dataFolder: string): boolean {
  const postmaster = postmasterOf(dataFolder);
  if (postmaster === undefined) return false;
  return childrenOf(postmaster).some(({ pid }) =>
    (readIfThere(`/proc/${pid}/cmdline`) ?? '').includes('autovacuum worker'),
  );
}

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Ticks of its own, in user and system mode. */
  readonly own: number;
  /** Ticks of its children that have ended. */
  readonly ended: number;
}

function statOf(pid: number): ProcessStat | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name in parentheses may hold spaces; the numbers come after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [, parent, , , , , , , , , , user, system, endedUser, endedSystem] = fields.map(Number);
  return { pid, parent: parent!, own: user! + system!, ended: endedUser! + endedSystem! };
}

function childrenOf(pid: number): readonly ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid);
}

function postmasterOf(dataFolder: string): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  const file = readIfThere(join(dataFolder, 'postgres', 'cluster', 'postmaster.pid'));
  return file === undefined ? undefined : Number(file.split('\n')[0]);
}

/** A process may end between the listing and the look. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
