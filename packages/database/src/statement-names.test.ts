import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStatementNames } from './statement-names.js';

it('names a text when it comes for the third time, and keeps the name', () => {
  const { nameOf } = createStatementNames();
  expect([nameOf('a'), nameOf('a')]).toEqual([undefined, undefined]);
  const named = nameOf('a');
  expect(named).toEqual({ name: 's1', text: 'a' });
  expect(nameOf('a')).toBe(named);
});

it('does not let texts that come once push out the others', () => {
  const { nameOf } = createStatementNames({ limit: 2, uses: 2 });
  nameOf('kept');
  const named = nameOf('kept');
  for (let at = 0; at < 100; at += 1) nameOf(`once ${at}`);
  expect(nameOf('kept')).toBe(named);
  // The watched ones have been forgotten in between.
  expect(nameOf('once 0')).toBeUndefined();
});

it('forgets the name that was not used for longest, and never gives it again', () => {
  const { nameOf } = createStatementNames({ limit: 2, uses: 1 });
  expect(nameOf('a')?.name).toBe('s1');
  expect(nameOf('b')?.name).toBe('s2');
  nameOf('a');
  expect(nameOf('c')?.name).toBe('s3');
  expect(nameOf('a')?.name).toBe('s1');
  expect(nameOf('b')?.name).toBe('s4');
});

it('does not watch a text that is very long', () => {
  const { nameOf } = createStatementNames({ uses: 1 });
  expect(nameOf('x'.repeat(32 * 1024 + 1))).toBeUndefined();
});

it('has one text for a name, and one name for a text at a time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 8 }),
      (texts, limit) => {
        const { nameOf } = createStatementNames({ limit, uses: 2 });
        const owners = new Map<string, string>();
        for (const number of texts) {
          const text = `SELECT ${number}`;
          const named = nameOf(text);
          if (!named) continue;
          expect(named.text).toBe(text);
          expect(owners.get(named.name) ?? text).toBe(text);
          owners.set(named.name, text);
        }
      },
    ),
  );
});
