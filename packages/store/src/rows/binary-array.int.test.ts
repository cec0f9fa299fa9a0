import { connect, type Database } from '@wellspring/database';
// Only tests import this file.

import { testDatabase } from '@wellspring/database/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BinaryArray, type ElementType } from './binary-array.js';

let database: Database;
let end: () => Promise<void>;
beforeAll(async () => {
  const test = await testDatabase();
  database = connect({ url: test.url, max: 2 });
  end = async () => {
    await database.close();
    await test.drop();
  };
});
afterAll(() => end());

/** What PostgreSQL reads, as texts. */
async function readBack<T>(
  type: ElementType,
  values: readonly T[],
  write: (array: BinaryArray, value: T) => void,
): Promise<readonly (string | null)[]> {
  const array = new BinaryArray(type);
  for (const value of values) write(array, value);
  const rows = await database.query<{ value: string | null }>(
    `SELECT value::text FROM unnest($1::${type}[]) WITH ORDINALITY AS u (value, place) ORDER BY place`,
    [array.finished(values.length)],
  );
  return rows.map(({ value }) => value);
}

it('is read by PostgreSQL as what was written, whatever its length', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((each) => !each.includes('\0'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 60 }),
      fc.array(fc.integer(), { maxLength: 60 }),
      fc.array(text, { maxLength: 60 }),
      async (bigints, integers, texts) => {
        expect(
          await readBack('bigint', bigints, (array, value) => {
            array.bigint(value);
          }),
        ).toEqual(bigints.map(String));
        expect(await readBack('integer', integers, (array, value) => array.int4(value))).toEqual(
          integers.map(String),
        );
        expect(
          await readBack('text', texts, (array, value) => {
            array.text(value);
          }),
        ).toEqual(texts);
      },
    ),
    { numRuns: 40 },
  );
});

it('has numbers, bytes, words, and nothing', async () => {
  expect(await readBack('smallint', [-1, 32_767], (array, value) => array.int2(value))).toEqual([
    '-1',
    '32767',
  ]);
  expect(
    await readBack('float8', [0.1, -Infinity], (array, value) => {
      array.float8(value);
    }),
  ).toEqual(['0.1', '-Infinity']);
  expect(
    await readBack('bytea', [Buffer.from([0, 255]), undefined], (array, value) => {
      if (value === undefined) array.none();
      else array.bytea(value);
    }),
  ).toEqual(['\\x00ff', null]);
  expect(
    await readBack('tsvector', [['b', 'a']], (array, words) => {
      array.tsvector(words);
    }),
  ).toEqual(["'a' 'b'"]);
});
