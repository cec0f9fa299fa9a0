import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { sqlState } from '../connection-failure.js';

/** An empty database of a test file's own. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every session in it and removes it. */
  drop(): Promise<void>;
}

/**
 * Makes a fresh, empty database in the PostgreSQL of this test run.
 *
 * @example
 * const { url, drop } = await testDatabase();
 * afterAll(drop);
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function serverUrl(): Promise<string> {
  const own = process.env['TEST_DATABASE_URL'];
  if (own) return own;
  const socketPath = process.env['TEST_DATABASE_SOCKET'];
  if (!socketPath)
    throw new Error('testDatabase() works in a Vitest run with the global setup of packages/database');
  return new Promise((resolve, reject) => {
    const request = get({ socketPath, path: '/', timeout: 60_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`The PostgreSQL of this test run did not start: ${text}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error('The PostgreSQL of this test run did not answer')));
    request.on('error', reject);
  });
}

/** One statement, in a session of its own. */
export async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (let tries = 1; ; tries++) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        // A vacuum that is at work there cannot be told to stop, and is done in a moment.
        if (sqlState(error) !== '42501' || tries === 20) throw error;
        await sleep(100);
      }
    }
  } finally {
    await client.end();
  }
}
