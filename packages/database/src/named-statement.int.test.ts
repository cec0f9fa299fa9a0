import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Database } from './connect.js';
import { testDatabase } from './testing/index.js';

let test: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
beforeAll(async () => {
  test = await testDatabase();
  database = connect({ url: test.url, max: 1, preparedMax: 1 });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

/** A text has its name when it comes for the third time; the columns are known from the fourth on. */
const rounds = 5;

it('reads each type of a column as a query does, known or not', async () => {
  const text = `SELECT $1::bigint AS big, $2::integer AS whole, $3::text AS word, $4::bytea AS bytes, $5::boolean AS yes,
      $6::float8 AS number, $7::bigint[] AS list, $8::text[] AS words, $9::timestamptz AS at, NULL::text AS none`;
  const values = [
    2n ** 62n,
    -7,
    'Zoë "\\ \u{1f600}',
    Buffer.of(0, 255),
    true,
    0.1,
    [1n, null],
    ['a,"b\\', ''],
    '2024-01-31T10:11:12Z',
  ];
  const expected = {
    big: 2n ** 62n,
    whole: -7,
    word: 'Zoë "\\ \u{1f600}',
    bytes: Buffer.of(0, 255),
    yes: true,
    number: 0.1,
    list: [1n, null],
    words: ['a,"b\\', ''],
    at: new Date('2024-01-31T10:11:12Z'),
    none: null,
  };
  for (let round = 0; round < rounds; round += 1)
    expect(await database.prepared(text, values)).toEqual([expected]);
  expect(await database.query(text, values)).toEqual([expected]);
  for (let round = 0; round < rounds; round += 1)
    expect(
      await database.prepared(
        text,
        Array.from(values, () => null),
      ),
    ).toEqual([Object.fromEntries(Object.keys(expected).map((name) => [name, null]))]);
});

it('gives each row its own values, and none where there are none', async () => {
  const text =
    'SELECT n, CASE WHEN n % 2 = 0 THEN n::text END AS even FROM generate_series(1, $1::integer) AS n';
  for (const count of [3, 0, 1, 0, 4, 2, 0])
    expect(await database.prepared(text, [count])).toEqual(
      Array.from({ length: count }, (_, at) => ({ n: at + 1, even: at % 2 === 1 ? String(at + 1) : null })),
    );
});

it('runs what has no rows, and what begins to have some elsewhere', async () => {
  await database.query('CREATE TABLE noted (n int)');
  for (let n = 1; n <= rounds; n += 1)
    expect(await database.prepared('INSERT INTO noted VALUES ($1)', [n])).toEqual([]);
  for (let n = 1; n <= rounds; n += 1)
    expect(await database.prepared('INSERT INTO noted VALUES ($1) RETURNING n', [n])).toEqual([{ n }]);
  expect(await database.query('SELECT count(*)::int AS count FROM noted')).toEqual([{ count: 10 }]);
});

it('keeps statements with the same columns in another order apart', async () => {
  for (let round = 0; round < rounds; round += 1) {
    expect(await database.prepared('SELECT 1 AS a, 2 AS b', [])).toEqual([{ a: 1, b: 2 }]);
    expect(await database.prepared(`SELECT '2' AS b, '1' AS a`, [])).toEqual([{ a: '1', b: '2' }]);
  }
});

it('fails by itself where a value cannot be written, and leaves the connection as good as it was', async () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const pid = () => database.prepared('SELECT pg_backend_pid() AS pid', []);
  const before = await pid();
  for (let round = 0; round < rounds; round += 1)
    await expect(database.prepared('SELECT $1::text AS json', [circle])).rejects.toThrow(/circular/);
  for (let round = 0; round < rounds; round += 1)
    expect(await database.prepared('SELECT $1::text AS json', [{ a: 1 }])).toEqual([{ json: '{"a":1}' }]);
  expect(await pid()).toEqual(before);
});
