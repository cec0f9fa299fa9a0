import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeKeys } from './code-keys.js';
import { effectiveTime, noTime } from './effective-time.js';
import { createLatestByCode } from './latest-by-code.js';

const codes = (...keys: string[]) => ({ code: { coding: keys.map((code) => ({ system: 's', code })) } });

function idsOf(
  max: number,
  observations: readonly (readonly [id: string, time: number, keys: readonly string[]])[],
) {
  const groups = createLatestByCode(max);
  for (const [id, time, keys] of observations) groups.add({ id, time }, keys);
  const latest = groups.latest();
  expect(groups.size()).toBe(latest.length);
  return latest.map(({ id }) => id);
}

// The table of https://hl7.org/fhir/R4/observation-operation-lastn.html: how many groups three codes make.
describe('groups', () => {
  test.each([
    [codes('a'), codes('b'), codes('c'), 3],
    [codes('a'), codes('b'), codes('a', 'c'), 2],
    [codes('a'), codes('b'), codes('a', 'b'), 1],
    [{ code: { text: 'text' } }, { code: { text: 'Text' } }, { code: { text: 't e x t' } }, 3],
    [
      { code: { coding: [{ system: 's', code: 'a' }] } },
      { code: { coding: [{ code: 'a' }] } },
      codes('a'),
      2,
    ],
  ])('%j, %j, %j', (a, b, c, groups) => {
    expect(
      idsOf(1, [
        ['a', 1, codeKeys(a)],
        ['b', 2, codeKeys(b)],
        ['c', 3, codeKeys(c)],
      ]),
    ).toHaveLength(groups);
  });
});

describe('how many of a group', () => {
  test('"4 Observations instead of 3 if the 3rd and 4th most recent observation had the same effective time"', () => {
    const times = [5, 4, 3, 3, 2];
    expect(
      idsOf(
        3,
        times.map((time, index) => [`o${index}`, time, ['k']]),
      ),
    ).toEqual(['o0', 'o1', 'o2', 'o3']);
  });

  test('the same as sorting every group, whatever comes when', () => {
    const observation = fc.record({
      time: fc.constantFrom(1, 2, 3, 4),
      keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(observation), fc.integer({ min: 1, max: 4 }), (given, max) => {
        const all = given.map(({ time, keys }, index) => ({
          id: String(index).padStart(3, '0'),
          time,
          keys,
        }));
        // Groups by repeated joining, as the definition has it.
        let sets = all.map(({ keys }) => new Set<string>(keys));
        for (let before = -1; before !== sets.length;) {
          before = sets.length;
          const merged: Set<string>[] = [];
          for (const set of sets) {
            const same = merged.find((other) => [...set].some((key) => other.has(key)));
            if (same) for (const key of set) same.add(key);
            else merged.push(set);
          }
          sets = merged;
        }
        const expected = sets
          .flatMap((set) => {
            const group = all.filter(({ keys }) => set.has(keys[0]!)).sort((x, y) => y.time - x.time);
            const least = group[Math.min(max, group.length) - 1]!.time;
            return group.filter(({ time }) => time >= least);
          })
          .map(({ id }) => id);
        const found = idsOf(
          max,
          all.map(({ id, time, keys }) => [id, time, keys]),
        );
        expect([...found].sort()).toEqual(expected.sort());
        const timeOf = (id: string) => all.find((each) => each.id === id)!.time;
        expect(found.map(timeOf)).toEqual(found.map(timeOf).sort((x, y) => y - x));
      }),
    );
  });
});

test.each<[object, number]>([
  [{ effectiveDateTime: '2024-01-15T10:00:00+02:00' }, Date.UTC(2024, 0, 15, 8)],
  [{ effectiveDateTime: '2024-01' }, Date.UTC(2024, 0, 1)],
  [{ effectiveInstant: '2024-01-15T10:00:00.123Z' }, Date.UTC(2024, 0, 15, 10, 0, 0, 123)],
  [{ effectivePeriod: { start: '2024-01-01', end: '2024-01-03' } }, Date.UTC(2024, 0, 3)],
  [{ effectivePeriod: { start: '2024-01-01' } }, Date.UTC(2024, 0, 1)],
  [{ effectiveTiming: { event: ['2024-01-01', '2024-02-01'] } }, Date.UTC(2024, 1, 1)],
  [{}, noTime],
])('the time of %j', (observation, milliseconds) => {
  expect(effectiveTime(observation as never)).toBe(milliseconds * 1_000);
});
