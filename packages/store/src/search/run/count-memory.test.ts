import { expect, it } from 'vitest';
import { createCountMemory } from './count-memory.js';

it('believes a count for a minute', () => {
  let now = 0;
  const memory = createCountMemory(() => now);
  memory.set('a', { rows: 5, density: 1 });
  now = 59_999;
  expect(memory.get('a')).toMatchObject({ rows: 5 });
  now = 60_000;
  expect(memory.get('a')).toBeUndefined();
  expect(memory.get('b')).toBeUndefined();
});

it('does not grow without bound', () => {
  const memory = createCountMemory(() => 0);
  for (let number = 0; number <= 10_000; number++) memory.set(String(number), { rows: number, density: 1 });
  expect(memory.get('0')).toBeUndefined();
  expect(memory.get('10000')).toMatchObject({ rows: 10_000 });
});
