import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storedCodeSystem } from './stored-code-system.js';
import { isTerminologyFault } from './terminology-fault.js';
import { unknownCodeSystem } from './unknown-code-system.js';
import {
  intersectContents,
  subtractContents,
  uniteContents,
  unknownContent,
  type ValueSetContent,
} from './value-set-content.js';

const codes = ['a', 'b', 'c', 'd'];
const complete = storedCodeSystem({
  url: 's',
  content: 'complete',
  concept: codes.map((code) => ({ code })),
});
const providers = new Map([
  ['s', complete],
  ['t', unknownCodeSystem('t')],
]);

/** Whether a code is in a set; undefined where that cannot be said. */
async function has(
  { parts, isOpen }: ValueSetContent,
  system: string,
  code: string,
): Promise<boolean | undefined> {
  let outcome: boolean | undefined = isOpen ? undefined : false;
  for (const { provider, expression } of parts) {
    if (provider.system !== system) continue;
    const verdicts = await provider.judge(expression, [code]);
    if (isTerminologyFault(verdicts)) throw new Error(verdicts.fault);
    const holds = verdicts.get(code);
    if (holds === true) return true;
    if (holds === undefined) outcome = undefined;
  }
  return outcome;
}

const or = (x: boolean | undefined, y: boolean | undefined) =>
  x === true || y === true ? true : x === undefined || y === undefined ? undefined : false;
const not = (x: boolean | undefined) => (x === undefined ? undefined : !x);
const and = (x: boolean | undefined, y: boolean | undefined) => not(or(not(x), not(y)));

const whole = fc.constantFrom('s').map((system): ValueSetContent => ({
  parts: [{ provider: providers.get(system)!, expression: { kind: 'all' }, listed: new Map() }],
  isOpen: false,
  faults: [],
}));
const listed = fc
  .tuple(fc.constantFrom('s', 't'), fc.uniqueArray(fc.constantFrom('a', 'b', 'c')))
  .map(([system, list]): ValueSetContent => ({
    parts: [
      {
        provider: providers.get(system)!,
        expression: { kind: 'codes', codes: new Set(list) },
        listed: new Map(),
      },
    ],
    isOpen: false,
    faults: [],
  }));
const unknown = fc.constant(unknownContent({ code: 'not-found', fault: 'is not here' }));
const { set } = fc.letrec<{ set: ValueSetContent }>((tie) => ({
  set: fc.oneof(
    { depthSize: 'small' },
    fc.oneof({ arbitrary: listed, weight: 4 }, whole, unknown),
    fc.tuple(tie('set'), tie('set')).map((both) => uniteContents(both)),
    fc.tuple(tie('set'), tie('set')).map(([a, b]) => intersectContents(a, b)),
    fc.tuple(tie('set'), tie('set')).map(([a, b]) => subtractContents(a, b)),
  ),
}));

describe('contents of value sets', () => {
  it('have what one, both or only the first of them has, and say where that is not known', async () => {
    await fc.assert(
      fc.asyncProperty(set, set, async (a, b) => {
        for (const system of providers.keys()) {
          for (const code of codes) {
            const [inA, inB] = [await has(a, system, code), await has(b, system, code)];
            const isKnown = a.faults.length + b.faults.length === 0;
            const agree = (found: boolean | undefined, expected: boolean | undefined) => {
              // To say less than could be known is safe; to say more is not.
              if (isKnown || found !== undefined) expect(found).toBe(expected);
            };
            agree(await has(uniteContents([a, b]), system, code), or(inA, inB));
            agree(await has(intersectContents(a, b), system, code), and(inA, inB));
            agree(await has(subtractContents(a, b), system, code), and(inA, not(inB)));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
  it('have nothing where there are none', () => {
    expect(uniteContents([]).parts).toEqual([]);
  });
});
