import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type pg from 'pg';

/** How nice (POSIX) a statement is that takes long: it gets a tenth of a processor that others want, and all of one that is idle. */
export const LOW_PRIORITY = 10;

/**
 * Waits for a statement, and has the operating system prefer others where it takes longer than a time.
 *
 * @param client the connection that it runs on, to a server on this machine
 * @returns whether it was demoted: its connection is to be closed then, since who is not root cannot undo it
 */
export async function demotedAfter<T>(
  ms: number,
  statement: Promise<T>,
  client: pg.PoolClient,
  demoted: () => void,
): Promise<T> {
  const timer = setTimeout(() => {
    if (lowerPriority(client)) demoted();
  }, ms);
  try {
    return await statement;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether it could be done: the server may run as another user. */
export function lowerPriority(client: pg.ClientBase): boolean {
  // pg keeps the server process's number, and its types do not say so.
  const { processID } = client as pg.ClientBase & { readonly processID?: number | null };
  if (typeof processID !== 'number') return false;
  try {
    setPriority(processID, LOW_PRIORITY);
  } catch {
    return false;
  }
  try {
    // Each process of PostgreSQL is a session of its own, and where Linux groups by sessions that counts (sched(7)).
    writeFileSync(`/proc/${processID}/autogroup`, String(LOW_PRIORITY));
  } catch {
    // There are no such groups here.
  }
  return true;
}
