import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnComparison, RangeArm } from './arm.js';
import { mergeArms } from './merge-arms.js';

const key = { hi: 1, lo: 2 };
const arm = (...where: RangeArm['where']): RangeArm => ({
  kind: 'range',
  table: 'number',
  key,
  where,
  interval: true,
});

const holds = ({ column, operator, value }: ColumnComparison, low: number, high: number): boolean => {
  const stored = column === 'low' ? low : high;
  const [less, equal] = [stored < value, stored === value];
  if (operator === '<') return less;
  if (operator === '<=') return less || equal;
  return operator === '>' ? !less && !equal : !less;
};
const isIn = (where: RangeArm['where'], low: number, high: number): boolean =>
  where.some((all) => all.every((each) => holds(each, low, high)));

const value = fc.integer({ min: 0, max: 12 });
const operator = fc.constantFrom('<', '<=', '>', '>=');
const column = fc.constantFrom('low', 'high');
const one = fc.record({ column, operator, value }).map((each) => [each]);
const pair = fc
  .tuple(fc.constantFrom('>=', '>', '<', '<='), fc.constantFrom('<', '<=', '>', '>='), value, value)
  .map(([first, second, from, to]) => [
    { column: 'low' as const, operator: first, value: from },
    { column: 'high' as const, operator: second, value: to },
  ]);

describe('many ranges of one key', () => {
  it('become one arm that finds the same', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(one, pair), { minLength: 20, maxLength: 40 }), (all) => {
        const [merged, ...more] = mergeArms(all.map((each) => arm(each)));
        expect(more).toEqual([]);
        if (merged?.kind !== 'range') throw new Error('not a range');
        for (let low = -1; low <= 13; low++)
          for (let high = low; high <= 13; high++)
            expect(isIn(merged.where, low, high)).toBe(isIn(all, low, high));
      }),
    );
  });

  it('leave out what others contain', () => {
    const inner = Array.from({ length: 30 }, (_, number): RangeArm => {
      const comparisons: readonly ColumnComparison[] = [
        { column: 'low', operator: '>=', value: number },
        { column: 'high', operator: '<', value: 60 - number },
      ];
      return arm(comparisons);
    });
    expect(mergeArms(inner)).toEqual([inner[0]]);
  });

  it('stay apart under several keys and units', () => {
    const arms = Array.from({ length: 30 }, (_, number): RangeArm => ({
      ...arm([{ column: 'low', operator: '>', value: number }]),
      key: { hi: 1, lo: number % 3 },
      ...(number % 2 === 0 && { system: 5 }),
    }));
    expect(mergeArms(arms)).toHaveLength(6);
  });
});
