import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { takeTurns } from './turns.js';

describe('turns', () => {
  it('run one after the other, in the order they came, also after one that fails', async () => {
    const turns = takeTurns(10);
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await sleep(5);
      order.push(`${name} ends`);
      if (name === 'b') throw new Error(name);
      return name;
    };
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns(work(name))));
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results).toMatchObject([{ value: 'a' }, { reason: { message: 'b' } }, { value: 'c' }]);
  });

  it('refuse when too many wait, and take more when these are through', async () => {
    const turns = takeTurns(2);
    const both = [turns(() => sleep(5)), turns(() => sleep(5))];
    await expect(turns(() => sleep(5))).rejects.toMatchObject({ code: 'rate-exceeded' });
    await Promise.all(both);
    await turns(() => sleep(1));
  });
});
