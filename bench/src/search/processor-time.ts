import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts in hundredths of a second, whatever its own clock ticks (man 5 proc, USER_HZ). */
const ticksPerSecond = 100;

/** What a server's own processes and its embedded database have used of the processor, in seconds. */
export interface ProcessorTime {
  readonly server: number;
  readonly database: number;
}

/** Undefined where there is no /proc to read it from. */
export function processorTime(serverPid: number, dataFolder: string): ProcessorTime | undefined {
  const postmaster = postmasterOf(dataFolder);
  const server = treeOf(serverPid, postmaster);
  const root = postmaster === undefined ? undefined : statOf(postmaster);
  if (server.length === 0 || postmaster === undefined || !root) return undefined;
  const own = (processes: readonly ProcessStat[]): number =>
    processes.reduce((sum, { own: ticks }) => sum + ticks, 0) / ticksPerSecond;
  return {
    server: own(server),
    // What ended backends used is counted with the process that started them.
    database: own([root, ...childrenOf(postmaster)]) + root.ended / ticksPerSecond,
  };
}

/** The processes of a server that run, itself first; its database is not among them. */
export function serverProcesses(serverPid: number, dataFolder: string): readonly number[] {
  return treeOf(serverPid, postmasterOf(dataFolder)).map(({ pid }) => pid);
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
  return allProcesses().filter(({ parent }) => parent === pid);
}

/** A process and all that it and its children started, without one of them and those below that. */
function treeOf(pid: number, without: number | undefined): readonly ProcessStat[] {
  const all = existsSync('/proc/self/stat') ? allProcesses() : [];
  const tree = all.filter((process) => process.pid === pid);
  for (const { pid: parent } of tree)
    tree.push(...all.filter((process) => process.parent === parent && process.pid !== without));
  return tree;
}

function allProcesses(): readonly ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
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
