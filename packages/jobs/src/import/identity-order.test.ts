import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdentityOrder } from './identity-order.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createIdentityOrder', () => {
  it('lets batches without a common identity go at once, and others in the order of the file', async () => {
    const order = createIdentityOrder();
    const turns = [order.enter(), order.enter(), order.enter()];
    const started: number[] = [];
    const ready = (index: number, ids: number[]): void => {
      void turns[index]!.ready(Float64Array.from(ids)).then(() => started.push(index));
    };
    ready(1, [3]);
    ready(2, [1, 4]);
    await settle();
    // Nobody knows yet what the first holds.
    expect(started).toEqual([]);
    ready(0, [1, 2]);
    await settle();
    expect(started.sort()).toEqual([0, 1]);
    turns[0]!.leave();
    await settle();
    expect(started).toEqual([0, 1, 2]);
  });

  it('goes on when a batch leaves that never said what it holds', async () => {
    const order = createIdentityOrder();
    const broken = order.enter();
    const next = order.enter();
    let started = false;
    void next.ready(Float64Array.of(1)).then(() => (started = true));
    broken.leave();
    await settle();
    expect(started).toBe(true);
  });

  it('writes every identity in the order of the file under any interleaving', async () => {
    const batches = fc.array(fc.uniqueArray(fc.nat(6), { maxLength: 4 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(batches, fc.infiniteStream(fc.nat(1000)), async (ids, choices) => {
        const order = createIdentityOrder();
        const turns = ids.map(() => order.enter());
        const written: number[] = [];
        const toReport = ids.map((_, index) => index);
        const started: number[] = [];
        const pick = (from: number[]): number =>
          from.splice((choices.next().value as number) % from.length, 1)[0]!;
        while (written.length < ids.length) {
          const report = toReport.length > 0 && (started.length === 0 || choices.next().value! % 2 === 0);
          if (report) {
            const index = pick(toReport);
            void turns[index]!.ready(Float64Array.from(ids[index]!)).then(() => started.push(index));
          } else if (started.length > 0) {
            const index = pick(started);
            written.push(index);
            turns[index]!.leave();
          }
          await settle();
          expect(toReport.length + started.length + written.length).toBeGreaterThan(0);
          if (toReport.length === 0 && started.length === 0 && written.length < ids.length)
            throw new Error('Nothing moves any more');
        }
        for (let id = 0; id <= 6; id++) {
          const holders = written.filter((index) => ids[index]!.includes(id));
          expect(holders).toEqual([...holders].sort((a, b) => a - b));
        }
      }),
      { numRuns: 60 },
    );
  });
});
