import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes that serve for a server that has several, in no order. From /proc: on Linux alone. */
export function servingProcesses(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  return children
    .split(' ')
    .filter((each) => each !== '')
    .map(Number)
    .filter((child) => commandLine(child).includes('serving-process'));
}

/** Whether a process is there, be it but as one that nobody has waited for yet. */
export function isThere(pid: number): boolean {
  return commandLine(pid) !== '';
}

/** How many connections to (or from) a local TCP port a process has, be it the one that it listens on. */
export function connectionsOn(port: number, pid: number): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const established = '01';
  const inodes = new Set(
    readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hex}`) === true && state === established)
      .map((fields) => fields[9]),
  );
  const folder = `/proc/${String(pid)}/fd`;
  return readdirSync(folder).filter((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(target(`${folder}/${fd}`))?.[1];
    return inode !== undefined && inodes.has(inode);
  }).length;
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    // Closed since the folder was read.
    return '';
  }
}
