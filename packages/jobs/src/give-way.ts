import { setPriority } from 'node:os';

/** How nice (POSIX) work in the background is: it gets a tenth of a processor that others want, and all of one that is idle. */
const NICENESS = 10;

/**
 * Has the operating system prefer other threads to this one. On Linux a thread has a priority of its own; elsewhere it
 * would be that of the whole server.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(NICENESS);
  } catch {
    // Where that is not allowed it has as much as the others.
  }
}
