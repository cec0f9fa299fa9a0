import { readdir } from 'node:fs/promises';
import { WellspringError } from '@wellspring/errors';
import pg from 'pg';
import { translateFailure } from './connection-failure.js';

/** What is migrated, and how far. */
export interface MigrateOptions {
  readonly url: string;
  /** The schema to migrate, made if missing: lower-case letters, digits and underscores. */
  readonly schema: string;
  /** The folder of the migrations: `0001-versions.sql`, `0002-...`, run in the order of their numbers. */
  readonly folder: string;
  /** The table in that schema which says what has been run. */
  readonly table: string;
}

/** Another node may be in the middle of a long migration; then this one waits. */
const lockTimeout = '10min';

/**
 * Brings a schema to the state of this program: runs what is new in the folder, all of it in one
 * transaction, with search_path set to the schema. Forward only. Safe when several processes do it at
 * once: one works, the others wait and find it done.
 *
 * @throws WellspringError `database-newer-than-program`, `migration-failed`, `database-unavailable`
 * @example
 * await migrate({ url, schema: 'wellspring', folder: '.../migrations', table: 'migration' });
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  for (const name of [options.schema, options.table])
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new RangeError(`"${name}" is no name for ${name}`);
  const available = await migrationsIn(options.folder);
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'wellspring migrate',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Most starts find nothing to do, and need no lock to see it.
    if (isCurrent(await migrationsRun(client, options), available, options)) return;
    await withLock(client, options.schema, async () => {
      if (isCurrent(await migrationsRun(client, options), available, options)) return;
      await runMigrations(client, options);
    });
  } catch (error) {
    throw translateFailure(error, `${client.host}:${client.port}/${client.database ?? ''}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The names of the migrations, without `.sql`, in their order. */
async function migrationsIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql'));
  return files.map((file) => file.slice(0, -'.sql'.length)).sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
}

async function migrationsRun(client: pg.Client, { schema, table }: MigrateOptions): Promise<string[]> {
  const { rows } = await client.query<{ present: boolean }>('SELECT to_regclass($1) IS NOT NULL AS present', [
    `${schema}.${table}`,
  ]);
  if (!rows[0]!.present) return [];
  const run = await client.query<{ name: string }>(`SELECT name FROM ${schema}.${table} ORDER BY id`);
  return run.rows.map(({ name }) => name);
}

/** Whether nothing is left to run; refuses a schema that is further than this program. */
function isCurrent(
  run: readonly string[],
  available: readonly string[],
  { schema }: MigrateOptions,
): boolean {
  const unknown = run.filter((name) => !available.includes(name));
  if (unknown.length > 0)
    throw new WellspringError(
      'database-newer-than-program',
      `The database schema "${schema}" was migrated by a newer version of this program ` +
        `(${unknown.join(', ')}); start that version`,
    );
  return run.length === available.length && run.length > 0;
}

/** 'WMIG': keeps these advisory locks apart from everyone else's. */
const lockClass = 0x574d4947;

async function withLock(client: pg.Client, schema: string, work: () => Promise<void>): Promise<void> {
  await client.query(`SET lock_timeout = '${lockTimeout}'`);
  await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [lockClass, schema]);
  try {
    await work();
  } finally {
    await client
      .query('SELECT pg_advisory_unlock($1, hashtext($2))', [lockClass, schema])
      .catch(() => undefined);
  }
}

async function runMigrations(client: pg.Client, options: MigrateOptions): Promise<void> {
  // It brings a TypeScript loader along that takes longer to load than a start with nothing to do.
  const { runner } = await import('node-pg-migrate');
  const silent = (): void => undefined;
  try {
    await runner({
      dbClient: client,
      dir: options.folder,
      ignorePattern: '(?!.*\\.sql$).*',
      schema: options.schema,
      createSchema: true,
      migrationsSchema: options.schema,
      migrationsTable: options.table,
      direction: 'up',
      singleTransaction: true,
      // Ours is held already; theirs fails where another process migrates, and is one for all schemas.
      noLock: true,
      // It logs whole statements; what went wrong is in the error.
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WellspringError(
      'migration-failed',
      `Migrating the schema "${options.schema}" failed: ${reason}`,
      {
        cause: error,
      },
    );
  }
}
