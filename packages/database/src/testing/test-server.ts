import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { clusterFolder } from '../embedded/cluster.js';
import { lockFolder } from '../embedded/folder-lock.js';
import { stopOrphan } from '../embedded/orphan.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded-postgres.js';

/** The one PostgreSQL of a test run, in the process that started the run. */
export interface TestServer {
  /** The Unix domain socket at which test processes ask for the server's URL (over HTTP). */
  readonly socket: string;
  stop(): Promise<void>;
}

const prefix = 'wellspring-test-';

/**
 * Offers a PostgreSQL to the test files of a run. It starts when the first of them asks, so a run of
 * pure tests does not pay for it; its data is not worth an fsync.
 */
export async function startTestServer(): Promise<TestServer> {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  // Held for the whole run, so that another run knows this folder from one that was left behind.
  const lock = await lockFolder(folder);
  let starting: Promise<EmbeddedPostgres> | undefined;
  let running: EmbeddedPostgres | undefined;

  const server = createServer((_request, response) => {
    starting ??= startServer(join(folder, 'postgres'));
    starting.then(
      (postgres) => {
        running = postgres;
        response.end(postgres.url);
      },
      (error: unknown) => {
        response.writeHead(500);
        response.end(error instanceof Error ? error.message : String(error));
      },
    );
  });
  const socket = join(folder, 'url');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  server.unref();

  // A run that is broken off may end without its teardown.
  const onExit = (): void => {
    if (running?.pid !== undefined) process.kill(running.pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  process.once('exit', onExit);
  return {
    socket,
    stop: async () => {
      process.off('exit', onExit);
      server.close();
      await starting?.then(
        (postgres) => postgres.stop(),
        () => undefined,
      );
      await lock.release();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Tests work with the rights of the program, and the one to make databases. */
async function startServer(folder: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    folder,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB' },
  });
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  await client.query('ALTER ROLE wellspring CREATEDB');
  await client.end();
  return postgres;
}

/** Clears away what runs that were killed left behind: a server each, and its folder. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    try {
      // A run that begins at this moment has made its folder and is about to lock it.
      if (Date.now() - (await stat(folder)).ctimeMs < 60_000) continue;
      const lock = await lockFolder(folder);
      await stopOrphan(clusterFolder(join(folder, 'postgres')).cluster, () => undefined);
      await lock.release();
      await rm(folder, { recursive: true, force: true });
    } catch {
      // In use by another run, or another user's: not ours to clear.
    }
  }
}
