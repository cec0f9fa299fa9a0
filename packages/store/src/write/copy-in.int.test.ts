import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CopyBuffer } from '../rows/copy-buffer.js';
import { testStores, type TestStores } from '../testing/test-store.js';
import { copyIn, type TableRows } from './copy-in.js';

let stores: TestStores;
let client: pg.PoolClient;
beforeAll(async () => {
  stores = await testStores();
  client = await stores.database.pool.connect();
  await client.query(
    'CREATE TEMPORARY TABLE first (n integer PRIMARY KEY, t text); CREATE TEMPORARY TABLE second (t text)',
  );
});
beforeEach(async () => {
  await client.query('TRUNCATE first, second');
});
afterAll(async () => {
  client.release(true);
  await stores.end();
});

function first(...numbers: readonly number[]): TableRows {
  const rows = new CopyBuffer(2);
  for (const number of numbers) {
    rows.row();
    rows.int4(number);
    rows.text(`é${number}`);
  }
  return { table: 'pg_temp.first', columns: 'n, t', rows };
}

function second(...texts: readonly string[]): TableRows {
  const rows = new CopyBuffer(1);
  for (const text of texts) {
    rows.row();
    rows.text(text);
  }
  return { table: 'pg_temp.second', columns: 't', rows };
}

const counts = async () =>
  (
    await client.query<{ first: number; second: number }>(
      'SELECT (SELECT count(*) FROM first)::integer AS first, (SELECT count(*) FROM second)::integer AS second',
    )
  ).rows[0];

it('sends the rows of several tables, and passes over those that get none', async () => {
  await copyIn(client, [second(), first(1, 2, 3), second('a', 'b')]);
  expect(await counts()).toEqual({ first: 3, second: 2 });
  expect((await client.query('SELECT t FROM first ORDER BY n')).rows).toEqual([
    { t: 'é1' },
    { t: 'é2' },
    { t: 'é3' },
  ]);
  await copyIn(client, [first()]);
  await copyIn(client, []);
  expect(await counts()).toEqual({ first: 3, second: 2 });
});

// A message has 1 MiB: 3 MiB of text are several.
it('sends more than a message holds', async () => {
  const long = 'x'.repeat(3 * 1024 * 1024);
  await copyIn(client, [second(long, 'y'), first(1)]);
  expect((await client.query('SELECT length(t) AS length FROM second ORDER BY 1')).rows).toEqual([
    { length: 1 },
    { length: long.length },
  ]);
});

it.each<[string, () => readonly TableRows[], string]>([
  ['the first table', () => [first(1, 1), second('a'), second('b')], '23505'],
  ['the last table', () => [second('a'), first(2, 2)], '23505'],
  ['a table that is not there', () => [{ ...first(1), table: 'pg_temp.third' }, second('a')], '42P01'],
  [
    'a long one, of which most is sent after the failure',
    () => [first(1, 1), second('x'.repeat(8 * 1024 * 1024))],
    '23505',
  ],
])('tells what %s refuses, and the connection goes on', async (_, tables, code) => {
  await client.query('BEGIN');
  await expect(copyIn(client, tables())).rejects.toMatchObject({ code });
  await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
  await client.query('ROLLBACK');
  expect(await counts()).toEqual({ first: 0, second: 0 });
  await copyIn(client, [first(1), second('a')]);
  expect(await counts()).toEqual({ first: 1, second: 1 });
});

it('ends where the connection does', async () => {
  const broken = await stores.database.pool.connect();
  broken.on('error', () => undefined);
  const { rows } = await broken.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await broken.query('BEGIN; CREATE TEMPORARY TABLE slow (t text)');
  await client.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
  await expect(
    copyIn(broken, [{ ...second('x'.repeat(1024 * 1024)), table: 'pg_temp.slow' }]),
  ).rejects.toThrow();
  broken.release(true);
});
