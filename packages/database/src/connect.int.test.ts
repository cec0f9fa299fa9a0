import { createServer } from 'node:net';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { connect, type Database } from './connect.js';
import { isTransient, sqlState } from './connection-failure.js';
import { LOW_PRIORITY } from './low-priority.js';
import { freePort } from './embedded/postgres-process.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { testDatabase, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await testDatabase();
  database = connect({ url: test.url, max: 5, applicationName: 'a test' });
  await database.query('CREATE TABLE counter (id int PRIMARY KEY, value int NOT NULL)');
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

it('reads bigint as BigInt and bytea as Buffer, and writes them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      async (number, bytes) => {
        expect(
          await database.query('SELECT $1::bigint AS n, ARRAY[$1::bigint, NULL] AS ns, $2::bytea AS b', [
            number,
            bytes,
          ]),
        ).toEqual([{ n: number, ns: [number, null], b: bytes }]);
      },
    ),
    { numRuns: 30 },
  );
});

it('says who it is', async () => {
  expect(await database.query(`SELECT current_setting('application_name') AS name`)).toEqual([
    { name: 'a test' },
  ]);
});

it('plans alike on every server', async () => {
  expect(
    await database.query(`SELECT current_setting('jit') AS jit, current_setting('random_page_cost') AS page`),
  ).toEqual([{ jit: 'off', page: '1.1' }]);
});

it.each([
  ['user', (url: URL) => (url.username = 'nobody_of_that_name')],
  ['database', (url: URL) => (url.pathname = '/no_such_database')],
])('says that the server refuses the %s, without the password', async (_, change) => {
  const url = new URL(test.url);
  change(url);
  const refused = connect({ url: url.href, max: 1 });
  onTestFinished(() => refused.close());
  const error = await refused.query('SELECT 1').catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'database-unavailable' });
  expect(String(error)).toMatch(/refuses the connection: .*no/);
  expect(String(error)).not.toContain(`:${url.password}@`);
});

it('leaves what PostgreSQL says about a statement visible', async () => {
  const impatient = connect({ url: test.url, max: 1, statementTimeoutMs: 100 });
  onTestFinished(() => impatient.close());
  const slow = await impatient.query('SELECT pg_sleep(5)').catch((error: unknown) => error);
  expect(sqlState(slow)).toBe('57014');
  expect(isTransient(slow)).toBe(false);
  const wrong = await impatient.query('SELECT nothing').catch((error: unknown) => error);
  expect(sqlState(wrong)).toBe('42703');
});

it('ends a statement at a time of its own, and goes on with its connection', async () => {
  const single = connect({ url: test.url, max: 1 });
  onTestFinished(() => single.close());
  const pid = async (): Promise<unknown> => single.query('SELECT pg_backend_pid() AS pid');
  const before = await pid();
  const slow = await single
    .query('SELECT pg_sleep($1)', [20], { timeoutMs: 100 })
    .catch((error: unknown) => error);
  expect(sqlState(slow)).toBe('57014');
  expect(await pid()).toEqual(before);
  // The next statement is not met by the cancellation, and what is in time is left alone.
  for (let round = 0; round < 5; round++) {
    await single.query('SELECT pg_sleep(0.05)', [], { timeoutMs: 50 }).catch(() => undefined);
    expect(await single.query('SELECT 1 AS one', [], { timeoutMs: 60_000 })).toEqual([{ one: 1 }]);
  }
  await single.query('SELECT nothing').catch(() => undefined);
  expect(await pid()).toEqual(before);
});

const preparedNames = (single: Database): Promise<{ statement: string }[]> =>
  single.prepared('SELECT statement FROM pg_prepared_statements ORDER BY statement', []);

it('prepares what comes again, for every value, and nothing else', async () => {
  const single = connect({ url: test.url, max: 1 });
  onTestFinished(() => single.close());
  const text = 'SELECT $1::bigint + 1 AS n, $2::bytea AS b';
  for (let n = 1; n <= 6; n += 1)
    expect(await single.prepared(text, [BigInt(n), Buffer.of(n, 0xff)])).toEqual([
      { n: BigInt(n) + 1n, b: Buffer.of(n, 0xff) },
    ]);
  await single.prepared('SELECT 1 AS once', []);
  expect(await preparedNames(single)).toEqual([{ statement: text }]);
  const [plans] = await single.prepared<{ generic: bigint; custom: bigint }>(
    'SELECT generic_plans AS generic, custom_plans AS custom FROM pg_prepared_statements',
    [],
  );
  expect(plans).toEqual({ generic: 4n, custom: 0n });
  expect(await single.query('SELECT statement FROM pg_prepared_statements')).toEqual([]);
});

it('plans for the values at hand where a statement is not for preparing', async () => {
  const mode = `SELECT current_setting('plan_cache_mode') AS mode`;
  expect(await database.query(mode)).toEqual([{ mode: 'auto' }]);
  expect(await database.prepared(mode, [])).toEqual([{ mode: 'force_generic_plan' }]);
});

it('uses a connection for prepared statements again after what PostgreSQL refused', async () => {
  const single = connect({ url: test.url, max: 1, preparedMax: 1 });
  onTestFinished(() => single.close());
  const pid = () => single.prepared('SELECT pg_backend_pid() AS pid', []);
  const before = await pid();
  for (let round = 0; round < 4; round += 1) {
    const wrong = await single.prepared('SELECT 1 / $1::int', [0]).catch((error: unknown) => error);
    expect(sqlState(wrong)).toBe('22012');
    const unknown = await single.prepared('SELECT nothing', []).catch((error: unknown) => error);
    expect(sqlState(unknown)).toBe('42703');
    const slow = await single
      .prepared('SELECT pg_sleep($1)', [20], { timeoutMs: 50 })
      .catch((error: unknown) => error);
    expect(sqlState(slow)).toBe('57014');
  }
  expect(await single.prepared('SELECT 2 / $1::int AS half', [1])).toEqual([{ half: 2 }]);
  expect(await pid()).toEqual(before);
});

it('runs a prepared statement anew when its table has changed', async () => {
  await database.query('CREATE TABLE changing (a int)');
  await database.query('INSERT INTO changing VALUES (1)');
  const read = () => database.prepared('SELECT * FROM changing', []);
  for (let round = 0; round < 4; round += 1) expect(await read()).toEqual([{ a: 1 }]);
  await database.query('ALTER TABLE changing ADD COLUMN b int DEFAULT 2');
  for (let round = 0; round < 4; round += 1) expect(await read()).toEqual([{ a: 1, b: 2 }]);
});

it('says of a prepared statement, too, that the database cannot be reached', async () => {
  const port = await freePort();
  const nowhere = connect({ url: `postgresql://user:hush@127.0.0.1:${port}/lake`, max: 1 });
  onTestFinished(() => nowhere.close());
  await expect(nowhere.prepared('SELECT 1', [])).rejects.toMatchObject({ code: 'database-unavailable' });
});

it('closes a connection that has collected too many statements', async () => {
  const single = connect({ url: test.url, max: 1, preparedMax: 1 });
  onTestFinished(() => single.close());
  const pid = async (): Promise<unknown> => single.prepared('SELECT pg_backend_pid() AS pid', []);
  const before = await pid();
  for (let number = 0; number < 601; number += 1)
    for (let use = 0; use < 3; use += 1) await single.prepared(`SELECT ${number}`, []);
  const [count] = await single.prepared<{ count: bigint }>(
    'SELECT count(*) AS count FROM pg_prepared_statements',
    [],
  );
  expect(Number(count!.count)).toBeLessThan(600);
  expect(await pid()).not.toEqual(before);
});

it('runs a transaction again when it lost to another', async () => {
  await database.query('INSERT INTO counter VALUES (1, 0)');
  let runs = 0;
  const add = async (): Promise<void> =>
    database.transaction(
      async (client) => {
        runs += 1;
        const { rows } = await client.query<{ value: number }>('SELECT value FROM counter WHERE id = 1');
        await client.query('UPDATE counter SET value = $1 WHERE id = 1', [rows[0]!.value + 1]);
      },
      { isolation: 'repeatable read', retries: 50 },
    );
  await Promise.all(Array.from({ length: 20 }, add));
  expect(await database.query('SELECT value FROM counter WHERE id = 1')).toEqual([{ value: 20 }]);
  expect(runs).toBeGreaterThan(20);
});

it('gives up after the retries it was given', async () => {
  let runs = 0;
  const lost = database.transaction(
    async (client) => {
      runs += 1;
      await client.query(`DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$`);
    },
    { retries: 2 },
  );
  await expect(lost).rejects.toThrow('lost');
  expect(runs).toBe(3);
});

it('rolls back what fails, and keeps the connection', async () => {
  await expect(
    database.transaction(async (client) => {
      await client.query('INSERT INTO counter VALUES (2, 0)');
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await database.query('SELECT * FROM counter WHERE id = 2')).toEqual([]);
});

it('does not take a transaction for done whose error was swallowed', async () => {
  await expect(
    database.transaction(async (client) => {
      await client.query('INSERT INTO counter VALUES (3, 0)');
      await client.query('SELECT nothing').catch(() => undefined);
    }),
  ).rejects.toThrow(/rolled back/);
  expect(await database.query('SELECT * FROM counter WHERE id = 3')).toEqual([]);
});

it('refuses to write in a read-only transaction', async () => {
  const written = await database
    .transaction((client) => client.query('INSERT INTO counter VALUES (4, 0)'), { readOnly: true })
    .catch((error: unknown) => error);
  expect(sqlState(written)).toBe('25006');
});

it('survives the loss of a connection in the middle of a transaction', async () => {
  const lost = await database
    .transaction(async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
      await client.query('SELECT 1');
    })
    .catch((error: unknown) => error);
  expect(lost).toMatchObject({ code: 'database-unavailable' });
  expect(isTransient(lost)).toBe(true);
  expect(await database.query('SELECT 1::int AS one')).toEqual([{ one: 1 }]);
});

it('keeps connections for reads, single statements and transactions however many searches are slow', async () => {
  const shared = connect({ url: test.url, max: 1, preparedMax: 1, searchMax: 2, queryMax: 1 });
  onTestFinished(() => shared.close());
  const searches = Array.from({ length: 10 }, () =>
    shared
      .prepared('SELECT pg_sleep(60), $1::int AS number', [1], { lane: 'search', timeoutMs: 400 })
      .catch((error: unknown) => sqlState(error)),
  );
  expect(await shared.prepared('SELECT $1::int AS one', [1])).toEqual([{ one: 1 }]);
  await shared.transaction(async (client) => {
    await client.query('SELECT 1');
    expect(await shared.query('SELECT 1::int AS one')).toEqual([{ one: 1 }]);
    expect(await shared.prepared('SELECT $1::int AS one', [1])).toEqual([{ one: 1 }]);
    expect(shared.connections()).toEqual([
      { lane: 'transactions', open: 1, idle: 0, waiting: 0 },
      { lane: 'statements', open: 1, idle: 1, waiting: 0 },
      { lane: 'prepared', open: 1, idle: 1, waiting: 0 },
      { lane: 'searches', open: 2, idle: 0, waiting: 8 },
    ]);
  });
  expect(new Set(await Promise.all(searches))).toEqual(new Set(['57014']));
});

function mayChange(pid: number): boolean {
  try {
    setPriority(pid, getPriority(pid));
    return true;
  } catch {
    return false;
  }
}

it('has searches give way that take long, and only those', async () => {
  // The server of the tests runs on this machine.
  const demoting = connect({ url: test.url, max: 1, preparedMax: 1, searchMax: 1, demoteAfterMs: 50 });
  onTestFinished(() => demoting.close());
  const backend = async (seconds: number): Promise<number> => {
    const [row] = await demoting.prepared<{ pid: number }>(
      'SELECT pg_backend_pid() AS pid, pg_sleep($1) IS NULL AS slept',
      [seconds],
      { lane: 'search' },
    );
    return row!.pid;
  };
  const quick = await backend(0);
  const before = getPriority(quick);
  const slow = backend(0.5);
  if (!mayChange(quick)) {
    // As root without the capability for it: searches run as they are.
    expect([await slow, await backend(0)]).toEqual([quick, quick]);
    return;
  }
  await expect.poll(() => getPriority(quick)).toBe(LOW_PRIORITY);
  expect(await slow).toBe(quick);
  // Its connection is not used again.
  const next = await backend(0);
  expect(next).not.toBe(quick);
  expect(getPriority(next)).toBe(before);
});

it('has transactions of a distributed database begin others within them, however many there are', async () => {
  const both = connect({ url: test.url, max: 2, distributed: true });
  onTestFinished(() => both.close());
  const ones = await Promise.all(
    Array.from({ length: 8 }, () =>
      both.transaction(async (outer) => {
        await outer.query('SELECT 1');
        return both.transaction(() => both.prepared<{ one: number }>('SELECT $1::int AS one', [1]), {
          asksMeanwhile: true,
        });
      }),
    ),
  );
  expect(ones).toEqual(Array.from({ length: 8 }, () => [{ one: 1 }]));
});

it('counts what shares connections once', () => {
  expect(database.connections().map(({ lane }) => lane)).toEqual(['transactions', 'prepared']);
});

it('says that the database cannot be reached, without its password', async () => {
  const port = await freePort();
  const nowhere = connect({ url: `postgresql://user:hush@127.0.0.1:${port}/lake`, max: 1 });
  onTestFinished(() => nowhere.close());
  await expect(nowhere.query('SELECT 1')).rejects.toMatchObject({
    code: 'database-unavailable',
    message: `The database at 127.0.0.1:${port}/lake cannot be reached`,
  });
  await expect(nowhere.transaction(() => Promise.resolve(1))).rejects.toMatchObject({
    code: 'database-unavailable',
  });
  await expect(nowhere.dedicated('test')).rejects.toMatchObject({ code: 'database-unavailable' });
});

it('gives up on a server that takes the connection and says nothing', async () => {
  const mute = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void mute.close());
  const { port } = mute.address() as { port: number };
  const database = connect({ url: `postgresql://user:hush@127.0.0.1:${port}/lake`, max: 1 });
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'database-unavailable' });
});

it('works again when a database that went away is back', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  const port = await freePort();
  const settings = { shared_buffers: '16MB', fsync: 'off' };
  const first = await startEmbeddedPostgres({ folder, port, settings });
  onTestFinished(() => first.stop());
  const database = connect({ url: first.url, max: 3 });
  onTestFinished(() => database.close());
  await Promise.all([1, 2, 3].map(() => database.query('SELECT pg_sleep(0.1)')));
  await first.stop();
  for (let i = 0; i < 5; i += 1)
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'database-unavailable' });

  const second = await startEmbeddedPostgres({ folder, port, settings });
  onTestFinished(() => second.stop());
  expect(await database.query('SELECT 1::int AS one')).toEqual([{ one: 1 }]);
});
