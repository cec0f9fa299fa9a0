import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Database } from './connect.js';
import { freePort } from './embedded/postgres-process.js';
import { migrate, type MigrateOptions } from './migrate.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { testDatabase, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await testDatabase();
  database = connect({ url: test.url, max: 2 });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

/** A folder with these migrations, to run in a schema. */
async function migrations(schema: string, files: Record<string, string>): Promise<MigrateOptions> {
  const folder = join(await temporaryFolder(), 'migrations');
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { url: test.url, schema, folder, table: 'migration' };
}

async function migrated(schema: string): Promise<string[]> {
  const rows = await database.query<{ name: string }>(`SELECT name FROM ${schema}.migration ORDER BY id`);
  return rows.map(({ name }) => name);
}

const first = 'CREATE TABLE thing (id int PRIMARY KEY);\nINSERT INTO thing VALUES (1);\n';
const second = 'ALTER TABLE thing ADD COLUMN name text;\n';

it('runs every migration once, in order, in its schema', async () => {
  // More than ten: 0010 comes after 0002.
  const options = await migrations('lake_one', {
    '0001-thing.sql': first,
    '0002-name.sql': second,
    '0010-value.sql': `INSERT INTO thing VALUES (2, 'two; and a half');`,
    'README.md': 'not a migration',
  });
  await migrate(options);
  await migrate(options);
  expect(await migrated('lake_one')).toEqual(['0001-thing', '0002-name', '0010-value']);
  expect(await database.query('SELECT * FROM lake_one.thing ORDER BY id')).toEqual([
    { id: 1, name: null },
    { id: 2, name: 'two; and a half' },
  ]);
});

it('goes on from where an older program stopped', async () => {
  await migrate(await migrations('lake_two', { '0001-thing.sql': first }));
  await migrate(await migrations('lake_two', { '0001-thing.sql': first, '0002-name.sql': second }));
  expect(await migrated('lake_two')).toEqual(['0001-thing', '0002-name']);
});

it('keeps schemas apart', async () => {
  const options = await migrations('lake_three', { '0001-thing.sql': first });
  await migrate(options);
  await migrate({ ...options, schema: 'lake_four' });
  await database.query('INSERT INTO lake_three.thing VALUES (9)');
  expect(await database.query('SELECT id FROM lake_four.thing')).toEqual([{ id: 1 }]);
});

it('is safe when several do it at once', async () => {
  const slow = `${first}SELECT pg_sleep(0.3);\n`;
  const options = await migrations('lake_five', { '0001-thing.sql': slow, '0002-name.sql': second });
  await Promise.all([1, 2, 3, 4].map(() => migrate(options)));
  expect(await migrated('lake_five')).toEqual(['0001-thing', '0002-name']);
});

it('refuses a database that is further than the program', async () => {
  await migrate(await migrations('lake_six', { '0001-thing.sql': first, '0002-name.sql': second }));
  const older = await migrations('lake_six', { '0001-thing.sql': first });
  await expect(migrate(older)).rejects.toMatchObject({
    code: 'database-newer-than-program',
    message: expect.stringContaining('0002-name') as unknown,
  });
});

it('rolls everything back when one of them fails', async () => {
  const options = await migrations('lake_seven', { '0001-thing.sql': first, '0002-wrong.sql': 'NONSENSE;' });
  await expect(migrate(options)).rejects.toMatchObject({
    code: 'migration-failed',
    message: expect.stringContaining('syntax error') as unknown,
  });
  expect(await migrated('lake_seven')).toEqual([]);
  expect(await database.query(`SELECT to_regclass('lake_seven.thing') AS thing`)).toEqual([{ thing: null }]);
});

it.each(['Lake', 'lake; DROP TABLE x', '1lake', '', 'a'.repeat(64)])(
  'refuses "%s" as a schema',
  async (schema) => {
    const options = await migrations('lake_eight', {});
    await expect(migrate({ ...options, schema })).rejects.toThrow(RangeError);
  },
);

it('says that the database cannot be reached', async () => {
  const options = await migrations('lake_nine', { '0001-thing.sql': first });
  const url = `postgresql://user:hush@127.0.0.1:${await freePort()}/lake`;
  await expect(migrate({ ...options, url })).rejects.toMatchObject({ code: 'database-unavailable' });
});
