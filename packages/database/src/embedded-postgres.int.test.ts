import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { connect, type Database } from './connect.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import { ended, isAlive, startOwner } from './testing/owner-process.js';
import { temporaryFolder } from './testing/temporary-folder.js';

// Making a cluster takes half a second, and ten where the disk is busy.
vi.setConfig({ testTimeout: 120_000 });

// What is killed here are processes: what they wrote is safe with the operating system.
const settings = { shared_buffers: '16MB', fsync: 'off' };

async function start(folder: string, log?: (line: string) => void): Promise<EmbeddedPostgres> {
  return stoppedAfterwards(await startEmbeddedPostgres({ folder, settings, ...(log && { log }) }));
}

function stoppedAfterwards(postgres: EmbeddedPostgres): EmbeddedPostgres {
  onTestFinished(() => postgres.stop());
  return postgres;
}

function open(url: string): Database {
  const database = connect({ url, max: 2 });
  onTestFinished(() => database.close());
  return database;
}

it('starts, keeps its data over a restart, and is as it should be', async () => {
  const folder = join(await temporaryFolder(), 'deep', 'postgres');
  const first = stoppedAfterwards(await startEmbeddedPostgres({ folder }));
  const database = open(first.url);
  const [server] = await database.query<Record<string, string>>(
    `SELECT current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums,
            current_setting('fsync') AS fsync, current_setting('listen_addresses') AS listen,
            (SELECT datcollate FROM pg_database WHERE datname = current_database()) AS collation`,
  );
  expect(server).toEqual({
    encoding: 'UTF8',
    checksums: 'on',
    fsync: 'on',
    listen: '127.0.0.1',
    collation: 'C',
  });
  expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'cluster'))).mode & 0o777).toBe(0o700);
  await database.query('CREATE TABLE thing AS SELECT 42::bigint AS value');
  await database.close();
  await first.stop();

  const second = await start(folder);
  expect(await open(second.url).query('SELECT value FROM thing')).toEqual([{ value: 42n }]);
});

it('does not let anyone in without the password', async () => {
  const postgres = await start(join(await temporaryFolder(), 'postgres'));
  const url = new URL(postgres.url);
  url.password = 'guessed';
  await expect(open(url.href).query('SELECT 1')).rejects.toThrow(/password authentication failed/);
});

it('does not work with the rights of a superuser', async () => {
  const postgres = await start(join(await temporaryFolder(), 'postgres'));
  const database = open(postgres.url);
  expect(await database.query('SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
    { rolsuper: false },
  ]);
  await expect(database.query(`COPY (SELECT 1) TO PROGRAM 'cat'`)).rejects.toThrow(/permission denied/);
  await database.query('CREATE SCHEMA ds_1');
  await database.query('DROP SCHEMA ds_1 CASCADE');
});

it('says so when the password file is not that of the cluster', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  await (await start(folder)).stop();
  await writeFile(join(folder, 'password'), 'another\n');
  await expect(startEmbeddedPostgres({ folder, settings })).rejects.toMatchObject({
    code: 'data-folder-unusable',
    message: expect.stringContaining('password') as unknown,
  });
});

it('stops in time while a transaction is open', async () => {
  const postgres = await start(join(await temporaryFolder(), 'postgres'));
  const client = await open(postgres.url).dedicated('test');
  await client.query('BEGIN');
  const before = Date.now();
  await postgres.stop();
  expect(Date.now() - before).toBeLessThan(10_000);
});

it('refuses a folder that another process uses, and names both', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  const owner = await startOwner(folder);
  await expect(startEmbeddedPostgres({ folder, settings })).rejects.toMatchObject({
    code: 'data-folder-in-use',
    message: expect.stringMatching(
      new RegExp(`${folder} is in use by process ${String(owner.child.pid)}`),
    ) as unknown,
  });
  // The owner is unharmed.
  expect(await open(owner.url).query('SELECT 1::int AS one')).toEqual([{ one: 1 }]);
});

it('lets exactly one of several that start at once have the folder', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  const outcomes = await Promise.allSettled([start(folder), startOwner(folder), start(folder)]);
  const refused = outcomes.flatMap((o) => (o.status === 'rejected' ? [String(o.reason)] : []));
  expect(refused).toHaveLength(2);
  for (const reason of refused) expect(reason).toContain('is in use by process');
});

it('takes over after kill -9, with everything that was committed', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  const owner = await startOwner(folder);
  const before = open(owner.url);
  await before.query('CREATE TABLE thing (value int)');
  await before.query('INSERT INTO thing SELECT generate_series(1, 1000)');
  owner.child.kill('SIGKILL');
  await ended(owner.child);
  expect(await isAlive(owner.postgresPid)).toBe(true);

  const lines: string[] = [];
  const postgres = await start(folder, (line) => {
    lines.push(line);
  });
  expect(lines.join('\n')).toContain(`stopping the PostgreSQL (process ${owner.postgresPid})`);
  expect(await isAlive(owner.postgresPid)).toBe(false);
  expect(await open(postgres.url).query('SELECT count(*)::int AS n FROM thing')).toEqual([{ n: 1000 }]);
});

it('takes over after kill -9 of both, through crash recovery', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  const owner = await startOwner(folder);
  await open(owner.url).query('CREATE TABLE thing AS SELECT generate_series(1, 1000) AS value');
  owner.child.kill('SIGKILL');
  process.kill(owner.postgresPid, 'SIGKILL');
  await ended(owner.child);

  const lines: string[] = [];
  const postgres = await start(folder, (line) => {
    lines.push(line);
  });
  expect(await open(postgres.url).query('SELECT count(*)::int AS n FROM thing')).toEqual([{ n: 1000 }]);
  expect(lines.join('\n')).toContain('automatic recovery in progress');
});

it('takes PostgreSQL down with it when the process exits without stopping it', async () => {
  const owner = await startOwner(join(await temporaryFolder(), 'postgres'));
  owner.child.stdin!.write('exit');
  await ended(owner.child);
  await vi.waitFor(
    async () => {
      expect(await isAlive(owner.postgresPid)).toBe(false);
    },
    { timeout: 10_000 },
  );
});

it('starts PostgreSQL again when it dies, on the same address', async () => {
  const postgres = await start(join(await temporaryFolder(), 'postgres'));
  const database = open(postgres.url);
  await database.query('CREATE TABLE thing AS SELECT 1 AS value');
  const died = postgres.pid!;
  process.kill(died, 'SIGKILL');
  await vi.waitFor(
    async () => {
      expect(await isAlive(died)).toBe(false);
    },
    { timeout: 10_000 },
  );

  // Until it is back every caller is told that it is away, and nothing else.
  const answers: string[] = [];
  for (const end = Date.now() + 20_000; Date.now() < end && answers.at(-1) !== 'ok';) {
    await sleep(50);
    answers.push(
      await database.query('SELECT value FROM thing').then(
        () => 'ok',
        (error: unknown) => (error as { code: string }).code,
      ),
    );
  }
  expect(answers.at(-1)).toBe('ok');
  expect(new Set(answers.slice(0, -1))).toEqual(new Set(['database-unavailable']));
  expect(postgres.pid).not.toBe(died);
});

it('stops in whatever state a restart is', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  for (const pause of [0, 110, 150, 200, 300]) {
    const postgres = await start(folder);
    process.kill(postgres.pid!, 'SIGKILL');
    await sleep(pause);
    await postgres.stop();
    await expect(open(postgres.url).query('SELECT 1')).rejects.toMatchObject({
      code: 'database-unavailable',
    });
  }
});

it('makes a half-made cluster anew', async () => {
  const folder = join(await temporaryFolder(), 'postgres');
  await mkdir(join(folder, 'making-0011223344', 'base'), { recursive: true });
  await writeFile(join(folder, 'making-0011223344', 'PG_VERSION'), '18\n');
  await writeFile(join(folder, 'password'), 'of the half-made one\n', { mode: 0o600 });
  const postgres = await start(folder);
  expect(await open(postgres.url).query('SELECT 1::int AS one')).toEqual([{ one: 1 }]);
  expect((await readdir(folder)).filter((name) => name.startsWith('making-'))).toEqual([]);
});

it.each([
  ['another major version', { PG_VERSION: '9\n' }, /was written by PostgreSQL 9/],
  ['something else', { 'notes.txt': 'mine' }, /is no PostgreSQL data directory/],
])('refuses a cluster of %s and leaves it alone', async (_name, files, message) => {
  const folder = join(await temporaryFolder(), 'postgres');
  await mkdir(join(folder, 'cluster'), { recursive: true, mode: 0o755 });
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, 'cluster', name), content);
  await expect(startEmbeddedPostgres({ folder })).rejects.toMatchObject({
    code: 'data-folder-unusable',
    message: expect.stringMatching(message) as unknown,
  });
  expect(await readdir(join(folder, 'cluster'))).toEqual(Object.keys(files));
});

it('works in a folder whose path is longer than a socket address', async () => {
  const folder = join(await temporaryFolder(), 'a'.repeat(60), 'b'.repeat(60), 'postgres');
  const owner = await startOwner(folder);
  await expect(startEmbeddedPostgres({ folder })).rejects.toMatchObject({ code: 'data-folder-in-use' });
  owner.child.kill('SIGKILL');
  await ended(owner.child);
  const postgres = await start(folder);
  expect(await open(postgres.url).query('SELECT 1::int AS one')).toEqual([{ one: 1 }]);
});

it('writes no data into the log', async () => {
  const lines: string[] = [];
  const postgres = await start(join(await temporaryFolder(), 'postgres'), (line) => {
    lines.push(line);
  });
  const database = open(postgres.url);
  await database.query('CREATE TABLE person (name text PRIMARY KEY)');
  await database.query('INSERT INTO person VALUES ($1)', ['Somebody Private']);
  await expect(database.query('INSERT INTO person VALUES ($1)', ['Somebody Private'])).rejects.toThrow();
  await expect(database.query(`INSERT INTO person VALUES ('Somebody Private')`)).rejects.toThrow();
  await postgres.stop();
  expect(lines.join('\n')).toContain('duplicate key');
  expect(lines.join('\n')).not.toContain('Private');
});

const root = process.getuid?.() === 0;

it.runIf(root)('runs as another user where this process is root, below folders closed to it', async () => {
  const closed = await temporaryFolder();
  await chmod(closed, 0o700);
  const postgres = await start(join(closed, 'postgres'));
  expect(await open(postgres.url).query('SELECT 1::int AS one')).toEqual([{ one: 1 }]);
  expect((await stat(join(closed, 'postgres', 'cluster'))).uid).not.toBe(0);
  expect((await stat(`/proc/${String(postgres.pid)}`)).uid).not.toBe(0);
});

it.runIf(root)('runs without root, and then as root on the same folder as its owner', async () => {
  const home = await temporaryFolder();
  await chmod(home, 0o777);
  const folder = join(home, 'postgres');
  // 65534 is nobody nearly everywhere; initdb wants a user that has a name.
  const owner = await startOwner(folder, ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']);
  await open(owner.url).query('CREATE TABLE thing AS SELECT 7 AS value');
  owner.child.kill('SIGTERM');
  await ended(owner.child);
  expect((await stat(join(folder, 'cluster'))).uid).toBe(65534);

  const postgres = await start(folder);
  expect(await open(postgres.url).query('SELECT value FROM thing')).toEqual([{ value: 7 }]);
  expect((await stat(`/proc/${String(postgres.pid)}`)).uid).toBe(65534);
});
