import pg from 'pg';
import { expect, it } from 'vitest';
import { testDatabase } from './index.js';

async function rows(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

it('makes databases of their own and drops them', async () => {
  const one = await testDatabase();
  const two = await testDatabase();
  await rows(one.url, 'CREATE TABLE thing (id int)');
  expect(await rows(one.url, 'SELECT count(*)::int AS n FROM thing')).toEqual([{ n: 0 }]);
  await expect(rows(two.url, 'SELECT * FROM thing')).rejects.toThrow(/does not exist/);
  await one.drop();
  await two.drop();
  await expect(rows(one.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
});
