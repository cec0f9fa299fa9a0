import { expect, it } from 'vitest';
import { createJoinedStatements, joinedStatement } from './joined-statement.js';

it('puts columns of a list in the place of values', () => {
  const joined = joinedStatement(
    'SELECT a FROM t WHERE b = $2::bigint AND c = $1::text AND d = $2::bigint LIMIT 1',
  );
  expect(joined!.types).toEqual(['text', 'bigint']);
  expect(joined!.text.replaceAll(/\s+/g, ' ')).toBe(
    'SELECT k.place::integer AS place, p.* FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS k (a1, a2, place) ' +
      'CROSS JOIN LATERAL (SELECT a FROM t WHERE b = k.a2 AND c = k.a1 AND d = k.a2 LIMIT 1) p',
  );
});

it.each([
  ['a list', 'SELECT 1 WHERE 1 = ANY ($1::bigint[])'],
  ['a type of which there are no lists', 'SELECT 1 WHERE w @@ $1::tsquery'],
  ['a value that does not say its type', 'SELECT $1'],
  ['a value of two types', 'SELECT $1::bigint, $1::text'],
  ['a number that is left out', 'SELECT $2::bigint'],
])('leaves alone what has %s', (_what, text) => {
  expect(joinedStatement(text)).toBeUndefined();
});

it('keeps what it made, but nothing for values that are others than the text has', () => {
  const joined = createJoinedStatements();
  const text = 'SELECT $1::bigint';
  expect(joined({ text, values: [1n] })).toBe(joined({ text, values: [2n] }));
  expect(joined({ text, values: [1n, 2n] })).toBeUndefined();
  expect(joined({ text: `${text} -- ${'x'.repeat(9_000)}`, values: [1n] })).toBeUndefined();
});
