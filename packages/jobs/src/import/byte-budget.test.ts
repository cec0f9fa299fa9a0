import { describe, expect, it } from 'vitest';
import { createByteBudget } from './byte-budget.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createByteBudget', () => {
  it('admits in order while the limit holds, and more than the limit alone', async () => {
    const budget = createByteBudget(10);
    const admitted: number[] = [];
    for (const bytes of [4, 6, 25, 1]) void budget.take(bytes).then(() => admitted.push(bytes));
    await settle();
    expect(admitted).toEqual([4, 6]);
    budget.giveBack(4);
    await settle();
    expect(admitted).toEqual([4, 6]);
    budget.giveBack(6);
    await settle();
    expect(admitted).toEqual([4, 6, 25]);
    budget.giveBack(25);
    await settle();
    expect(admitted).toEqual([4, 6, 25, 1]);
  });
});
