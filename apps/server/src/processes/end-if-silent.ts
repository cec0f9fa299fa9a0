import type { ChildProcess } from 'node:child_process';

/** How often a serving process says that its event loop turns, in milliseconds. */
export const ALIVE_MS = 1_000;

/**
 * Ends a process that has said nothing for so long: one that is stuck holds its connections, its job and its locks, and
 * nobody else learns of it. Whoever replaces processes that end then replaces this one.
 *
 * @param silentMs how long, in milliseconds, counted in steps of {@link ALIVE_MS} of this process's own clock, so that one
 * that was itself suspended does not take its own absence for the other's
 * @param ending told before it is ended
 */
export function endIfSilent(child: ChildProcess, silentMs: number, ending: () => void): void {
  const most = Math.ceil(silentMs / ALIVE_MS);
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent <= most) return;
    clearInterval(timer);
    ending();
    // SIGTERM would wait for the event loop, too.
    child.kill('SIGKILL');
  }, ALIVE_MS);
  child.on('message', () => {
    silent = 0;
  });
  child.once('exit', () => {
    clearInterval(timer);
  });
}
