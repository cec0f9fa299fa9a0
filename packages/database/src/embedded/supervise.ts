import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '../embedded-postgres.js';
import type { PostgresBinaries } from './binaries.js';
import { superuser, type ClusterFolder } from './cluster.js';
import { isErrno } from './errno.js';
import type { FolderLock } from './folder-lock.js';
import type { Launch } from './launch.js';
import { freePort, startPostgres, type PostgresCommand, type PostgresProcess } from './postgres-process.js';
import { defaultSettings } from './settings.js';

/**
 * Runs the server until it is told to stop: starts it again when it dies, takes it along when this
 * process exits, and lets go of the folder in the end.
 */
export async function supervise(
  place: ClusterFolder,
  binaries: PostgresBinaries,
  how: Launch,
  password: string,
  lock: FolderLock,
  options: Omit<EmbeddedPostgresOptions, 'log'> & { readonly log: (line: string) => void },
): Promise<EmbeddedPostgres> {
  const stopping = new AbortController();
  const settings = { ...defaultSettings, ...options.settings };
  const commandOn = (port: number): PostgresCommand => ({
    how,
    postgres: binaries.postgres,
    cluster: place.cluster,
    port,
    settings,
    superuserUrl: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    log: options.log,
  });
  let command = commandOn(options.port ?? (await freePort()));
  let current: PostgresProcess | undefined;
  for (let attempt = 1; current === undefined; attempt += 1) {
    try {
      current = await startPostgres(command, stopping.signal);
    } catch (error) {
      // Between finding a free port and listening on it, another program may have taken it.
      const taken = error instanceof Error && error.message.includes('Address already in use');
      if (!taken || options.port !== undefined || attempt === 5) throw error;
      command = commandOn(await freePort());
    }
  }
  // A process that exits without stop() must not leave its server behind. SIGINT is all there is time for.
  const onExit = (): void => {
    if (current !== undefined) signalQuietly(current.pid, 'SIGINT');
  };
  process.once('exit', onExit);

  const stopped = (): boolean => stopping.signal.aborted;
  /** Keeps it running: waits for its end and starts it again, with growing pauses. */
  const watch = async (): Promise<void> => {
    let pauseMs = 100;
    for (;;) {
      if (current !== undefined) {
        const since = Date.now();
        await current.ended;
        current = undefined;
        if (stopped()) return;
        if (Date.now() - since > 60_000) pauseMs = 100;
      }
      options.log(`the embedded PostgreSQL ended unexpectedly; it is started again in ${pauseMs} ms`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopped()) return;
      pauseMs = Math.min(pauseMs * 2, 30_000);
      try {
        current = await startPostgres(command, stopping.signal);
        // It may have come up at the very moment in which it was told to stop.
        if (stopped()) await current.stop();
      } catch (error) {
        options.log(error instanceof Error ? error.message : String(error));
      }
    }
  };

  const watching = watch();
  let ending: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await current?.stop();
    await watching;
    process.off('exit', onExit);
    await lock.release();
  };
  try {
    await makeDatabase(command.superuserUrl, password);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `postgresql://wellspring:${password}@127.0.0.1:${command.port}/wellspring`,
    superuserUrl: command.superuserUrl,
    get pid() {
      return current?.pid;
    },
    stop: () => (ending ??= stop()),
  };
}

/**
 * The program's user owns its database and nothing else: it cannot read files or run programs through
 * COPY, as a superuser could.
 */
async function makeDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Each on its own, since the process may have died between the two.
    const users = await client.query(`SELECT 1 FROM pg_roles WHERE rolname = 'wellspring'`);
    if (users.rowCount === 0)
      await client.query(`CREATE ROLE wellspring LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const databases = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'wellspring'`);
    if (databases.rowCount === 0) await client.query('CREATE DATABASE wellspring OWNER wellspring');
  } finally {
    await client.end().catch(() => undefined);
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH', 'EPERM')) throw error;
  }
}
