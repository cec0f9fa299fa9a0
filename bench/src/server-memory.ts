import { readFileSync, writeFileSync } from 'node:fs';

/** The resident memory of processes, in bytes: now, or the most that each has had, added up; NaN without /proc. */
export function residentMemory(pids: readonly number[], kind: 'now' | 'peak'): number {
  const name = kind === 'now' ? 'VmRSS' : 'VmHWM';
  return pids.reduce((sum, pid) => sum + statusValue(pid, name), 0);
}

/**
 * Forgets the most that they have had, so that the peak is that of what comes now
 * (https://www.kernel.org/doc/html/latest/filesystems/proc.html, clear_refs). Where the system does not let us, the
 * peak is the one since their start.
 */
export function forgetPeakMemory(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
    } catch {
      return;
    }
}

function statusValue(pid: number, name: string): number {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'),
    );
    return found ? Number(found[1]) * 1024 : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
