import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersect, listedCodes, subtract, unite, wholeSystem, type CodeSet } from './code-set.js';

const systems = ['s', 't'];
const codes = ['a', 'b', 'c', 'd'];

function has(set: CodeSet, system: string, code: string): boolean {
  const found = set.get(system);
  return found !== undefined && found.codes.has(code) === found.isListed;
}

const listed = fc
  .tuple(fc.constantFrom(...systems), fc.uniqueArray(fc.constantFrom('a', 'b', 'c')))
  .map(([system, list]) => listedCodes(system, new Set(list)));
const simple = fc.oneof(listed, fc.constantFrom(...systems).map(wholeSystem));
const { set } = fc.letrec<{ set: CodeSet }>((tie) => ({
  set: fc.oneof(
    { depthSize: 'small' },
    simple,
    fc.tuple(tie('set'), tie('set')).map(([a, b]) => unite([a, b])),
    fc.tuple(tie('set'), tie('set')).map(([a, b]) => intersect(a, b)),
    fc.tuple(tie('set'), tie('set')).map(([a, b]) => subtract(a, b)),
  ),
}));

describe('sets of codes', () => {
  it('have what one, both or only the first of them has', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        // "d" stands for every code that is not listed anywhere.
        for (const system of systems) {
          for (const code of codes) {
            const [inA, inB, inC] = [has(a, system, code), has(b, system, code), has(c, system, code)];
            expect(has(unite([a, b, c]), system, code)).toBe(inA || inB || inC);
            expect(has(intersect(a, b), system, code)).toBe(inA && inB);
            expect(has(subtract(a, b), system, code)).toBe(inA && !inB);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
  it('have nothing where there are none', () => {
    expect(unite([]).size).toBe(0);
  });
});
