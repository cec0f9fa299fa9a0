import type pg from 'pg';

/**
 * Waits for a statement, and has the server cancel it after a time; it then fails with 57014. While it is
 * in time that costs nothing, where a `SET LOCAL statement_timeout` would cost every statement two more
 * round trips.
 *
 * @param client the connection the statement runs on; not to be used before the promise settles
 * @param connect makes the connection to cancel from: those of the pool may all be waiting like this one
 */
export async function cancelledAfter<T>(
  timeoutMs: number,
  statement: Promise<T>,
  client: pg.PoolClient,
  connect: () => Promise<pg.Client>,
): Promise<T> {
  let cancelling: Promise<void> | undefined;
  const timer = setTimeout(() => {
    // Where it cannot be told to stop, the connection's own statement_timeout ends it later.
    cancelling = cancel(client, connect).catch(() => undefined);
  }, timeoutMs);
  try {
    return await statement;
  } finally {
    clearTimeout(timer);
    // A cancellation under way must not meet the next statement on this connection. PostgreSQL
    // disregards one that arrives between statements.
    await cancelling;
  }
}

async function cancel(target: pg.PoolClient, connect: () => Promise<pg.Client>): Promise<void> {
  // pg keeps the server process's number, and its types do not say so.
  const { processID } = target as pg.PoolClient & { readonly processID?: number | null };
  if (typeof processID !== 'number') return;
  const client = await connect();
  try {
    await client.query('SELECT pg_cancel_backend($1)', [processID]);
  } finally {
    await client.end().catch(() => undefined);
  }
}
