import { describe, expect, it } from 'vitest';
import { createWorkGroup, type WorkGroupOptions } from './work-group.js';

/** Work whose groups end when the test says so. */
function slowWork() {
  const groups: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const work = (items: readonly string[]): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      const end = (error?: Error): void => {
        if (error === undefined) resolve(items.map((item) => `${item}!`));
        else reject(error);
      };
      groups.push({ items, end });
    });
  return { groups, work };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function group(options: Partial<WorkGroupOptions<string, string>> = {}) {
  const { groups, work } = slowWork();
  const ask = createWorkGroup<string, string>({
    atOnce: 1,
    mostWaiting: 6,
    most: 3,
    isFaultOfOne: () => false,
    work,
    ...options,
  });
  return { ask, groups, items: () => groups.map(({ items }) => items.join('')) };
}

describe('a work group', () => {
  it('does together what comes in one turn, and gives each its own result', async () => {
    const { ask, groups, items } = group();
    const results = Promise.all(['a', 'b'].map(ask));
    await turn();
    expect(items()).toEqual(['ab']);
    groups[0]!.end();
    expect(await results).toEqual(['a!', 'b!']);
  });

  it('collects what comes while as many as may be are under way, in its order', async () => {
    const { ask, groups, items } = group({ atOnce: 2 });
    void ask('a');
    await turn();
    void ask('b');
    await turn();
    for (const item of 'cdef') void ask(item);
    await turn();
    expect(items()).toEqual(['a', 'b']);
    groups[1]!.end();
    await turn();
    // Three at most.
    expect(items()).toEqual(['a', 'b', 'cde']);
    groups[0]!.end();
    await turn();
    expect(items()).toEqual(['a', 'b', 'cde', 'f']);
  });

  describe('that is kept open for some turns', () => {
    const oneTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

    it('takes what each turn brings, until one brings nothing', async () => {
      const { ask, items } = group({ most: 6, turns: 5 });
      for (const item of 'abc') {
        void ask(item);
        await oneTurn();
      }
      expect(items()).toEqual([]);
      await oneTurn();
      expect(items()).toEqual(['abc']);
    });

    it('is kept open for no more turns than may be', async () => {
      const { ask, items } = group({ most: 6, turns: 2, atOnce: 2 });
      for (const item of 'abcd') {
        void ask(item);
        await oneTurn();
      }
      expect(items()[0]).toBe('abc');
    });

    it('goes at once when it is full', async () => {
      const { ask, items } = group({ turns: 5 });
      for (const item of 'abc') void ask(item);
      await oneTurn();
      expect(items()).toEqual(['abc']);
    });

    it('waits one turn for others where there is but one', async () => {
      const { ask, items } = group({ turns: 5 });
      void ask('a');
      await oneTurn();
      await oneTurn();
      expect(items()).toEqual(['a']);
    });
  });

  it('keeps to the weight that a group may have, and lets what is heavier go alone', async () => {
    const weights: Record<string, number> = { a: 3, b: 3, c: 20, d: 1 };
    const { ask, groups, items } = group({ weight: { most: 5, of: (item) => weights[item]! } });
    for (const item of 'abcd') void ask(item);
    for (let i = 0; i < 3; i++) {
      await turn();
      groups[i]!.end();
    }
    expect(items()).toEqual(['ad', 'b', 'c']);
  });

  it('never has two of one key in a group', async () => {
    const { ask, groups, items } = group({ key: (item) => item.toLowerCase() });
    for (const item of 'aAb') void ask(item);
    await turn();
    groups[0]!.end();
    await turn();
    expect(items()).toEqual(['ab', 'A']);
  });

  it('has those of one kind only', async () => {
    const { ask, groups, items } = group({ kind: (item) => item === item.toLowerCase() });
    for (const item of 'aBcD') void ask(item);
    await turn();
    groups[0]!.end();
    await turn();
    expect(items()).toEqual(['ac', 'BD']);
  });

  it('tells all of a group of its failure, and goes on', async () => {
    const { ask, groups } = group();
    const failed = Promise.allSettled([ask('a'), ask('b')]);
    await turn();
    groups[0]!.end(new Error('no'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = ask('c');
    await turn();
    groups[1]!.end();
    expect(await next).toBe('c!');
  });

  it('refuses what is more than may wait', async () => {
    const { ask } = group({ mostWaiting: 2 });
    void ask('a');
    void ask('b');
    await expect(ask('c')).rejects.toMatchObject({ code: 'rate-exceeded' });
    await turn();
    void ask('d');
    void ask('e');
    await expect(ask('f')).rejects.toMatchObject({ code: 'rate-exceeded' });
  });

  it('does each alone where the fault is of one', async () => {
    const seen: string[] = [];
    const ask = createWorkGroup<string, string>({
      atOnce: 1,
      mostWaiting: 9,
      most: 9,
      isFaultOfOne: (error) => error instanceof RangeError,
      work: (items) => {
        seen.push(items.join(''));
        return items.includes('b') ? Promise.reject(new RangeError('b')) : Promise.resolve(items);
      },
    });
    const [a, b, c] = await Promise.allSettled(['a', 'b', 'c'].map(ask));
    expect(seen).toEqual(['abc', 'a', 'b', 'c']);
    expect([a, c]).toMatchObject([{ value: 'a' }, { value: 'c' }]);
    expect(b).toMatchObject({ status: 'rejected', reason: new RangeError('b') });
  });
});
