import { expect, it } from 'vitest';
import { seededRandom } from '../search/seeded-random.js';
import { createLedger } from './ledger.js';

it('keeps the last state of each name, as many as there is room for, each with the same chance', () => {
  const random = seededRandom(7);
  let late = 0;
  for (let run = 0; run < 200; run += 1) {
    const ledger = createLedger(10, () => random.unit());
    for (let number = 0; number < 100; number += 1) ledger.written(`p${number}`, 1);
    expect(ledger.kept.size).toBe(10);
    late += [...ledger.kept.keys()].filter((name) => Number(name.slice(1)) >= 50).length;
  }
  // Half of 2,000, give or take.
  expect(late).toBeGreaterThan(900);
  expect(late).toBeLessThan(1_100);

  const ledger = createLedger(10);
  ledger.written('a', 1);
  ledger.written('a', 2);
  ledger.written('b', 1);
  ledger.deleted('b');
  expect([...ledger.kept]).toEqual([
    ['a', 2],
    ['b', 'deleted'],
  ]);
});
