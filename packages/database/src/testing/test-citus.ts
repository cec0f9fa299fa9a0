import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { administer, type TestDatabase } from './test-database.js';

/**
 * Where tests of distributed data stores find a real Citus: the URL of its coordinator, in a database that knows its
 * workers, of a user who may create databases on every node without a password. Absent: there is none.
 */
export function testCitusUrl(): string | undefined {
  return process.env['TEST_CITUS_URL'];
}

/** As many shards as a test can go through, and not a power of two. */
export const testShards = 5;

interface Node {
  readonly host: string;
  readonly port: number;
}

/**
 * Makes a fresh, empty database on every node of a real Citus, whose coordinator knows the workers.
 *
 * @param coordinator see {@link testCitusUrl}
 */
export async function testCitusDatabase(coordinator: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const nodes = await ask<Node>(
    coordinator,
    `SELECT nodename AS host, nodeport AS port FROM pg_dist_node WHERE groupid <> 0 AND isactive`,
  );
  if (nodes.length === 0) throw new Error('The Citus behind TEST_CITUS_URL has no workers');
  const [self] = await ask<Node>(
    coordinator,
    `SELECT nodename AS host, nodeport AS port FROM pg_dist_node WHERE groupid = 0`,
  );
  if (self === undefined)
    throw new Error('The Citus behind TEST_CITUS_URL has no citus_set_coordinator_host');
  const servers = [coordinator, ...nodes.map(({ host, port }) => elsewhere(coordinator, host, port))];
  for (const server of servers) {
    // The extension cannot be made where Citus hands the statement on to nodes that it does not know yet.
    await administer(server, `CREATE DATABASE ${name}`);
    await administer(within(server, name), 'CREATE EXTENSION citus');
  }
  const url = within(coordinator, name);
  await administer(url, `SELECT citus_set_coordinator_host('${self.host}', ${self.port})`);
  for (const { host, port } of nodes) await administer(url, `SELECT citus_add_node('${host}', ${port})`);
  for (const server of servers)
    for (const setting of [...plans, `citus.shard_count = ${testShards}`])
      await administer(within(server, name), `ALTER DATABASE ${name} SET ${setting}`);
  return {
    url,
    async drop() {
      for (const server of servers) await administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** What docs/scaling.md tells to set on every node. */
const plans = [
  'jit = off',
  'random_page_cost = 1.1',
  'enable_seqscan = off',
  'max_parallel_workers_per_gather = 0',
] as const;

function within(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

function elsewhere(server: string, host: string, port: number): string {
  const url = new URL(server);
  url.hostname = host;
  url.port = String(port);
  return url.href;
}

async function ask<Row extends pg.QueryResultRow>(
  server: string,
  statement: string,
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
