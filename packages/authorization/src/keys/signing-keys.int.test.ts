import { randomBytes } from 'node:crypto';
import { createSealer } from '@wellspring/access';
import { connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateAuthorization } from '../migrate-authorization.js';
import { keyRing } from './signing-keys.js';

let server: TestDatabase;
let database: Database;
let now = Date.parse('2030-01-01T00:00:00Z');
const sealer = createSealer(randomBytes(32));
const ring = () => keyRing({ database, sealer, rotationDays: 90, longestToken: 3_600, now: () => now });
const hours = (count: number): number => count * 3_600_000;

beforeAll(async () => {
  server = await testDatabase();
  await migrateAuthorization(server.url);
  database = connect({ url: server.url, max: 4 });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

test('keys take turns: announced before they sign, published until nothing that they signed can hold', async () => {
  // Two nodes that start at once make one key.
  const [a, b] = await Promise.all([ring().keys(), ring().keys()]);
  expect(a.map(({ kid }) => kid)).toEqual(b.map(({ kid }) => kid));
  expect(a).toHaveLength(1);
  const first = a[0]!.kid;

  now += hours(24 * 90 + 1);
  const announced = (await ring().keys()).map(({ kid }) => kid);
  expect(announced).toHaveLength(2);
  expect(announced[0]).toBe(first);
  const second = announced[1]!;

  now += hours(1) + 1_000;
  expect((await ring().keys()).map(({ kid }) => kid)).toEqual([second, first]);
  now += hours(3);
  expect((await ring().keys()).map(({ kid }) => kid)).toEqual([second]);
});

test('what is stored opens with the master key alone', async () => {
  const rows = await database.query<{ sealed: string }>('SELECT sealed FROM wellspring.authorization_key');
  for (const { sealed } of rows) expect(sealed).not.toContain('"d"');
  const stranger = keyRing({
    database,
    sealer: createSealer(randomBytes(32)),
    rotationDays: 90,
    longestToken: 3_600,
    now: () => now,
  });
  await expect(stranger.keys()).rejects.toThrow('another master key');
});
