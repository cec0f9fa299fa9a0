import { WellspringError } from '@wellspring/errors';
import type { CompositeCriterion, StringCriterion } from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import { askedKey } from '../../rows/composite-key.js';
import { hasManyKeys } from '../../rows/composite-row.js';
import type { Arm } from './arm.js';
import { numberPairArm, rangeArm, type RangeCriterion } from './range-arms.js';
import { stringArm } from './string-arms.js';

/**
 * Follows composite-row.ts: tokens, references and URIs lead to the key, the rest is a range there.
 *
 * @throws WellspringError `search-not-supported`
 */
export function compositeArms(
  { components }: CompositeCriterion,
  parameter: Hash64,
  term: TermHash,
): readonly Arm[] {
  let keys: readonly Hash64[] = [parameter];
  let firstToken = true;
  let system: number | undefined;
  let hasAnyCode = false;
  const ranges: (RangeCriterion | StringCriterion)[] = [];
  for (const component of components) {
    switch (component.kind) {
      case 'token': {
        if (component.form === 'of-type')
          throw new WellspringError('search-not-supported', 'A composite has no modifiers');
        const isFirst = firstToken;
        keys = keys.map((key) => askedKey(key, component, isFirst, term));
        if (component.form === 'system') hasAnyCode = true;
        if (isFirst && component.form !== 'code')
          system = component.form === 'no-system-code' ? 0 : term.short(component.system);
        firstToken = false;
        break;
      }
      case 'reference':
        keys = keys.flatMap((key) => component.targets.map((target) => term.term(key, 'component', target)));
        break;
      case 'uri':
        keys = keys.map((key) => term.term(key, 'uri', component.value));
        break;
      case 'string':
      case 'date':
      case 'number':
      case 'quantity':
        ranges.push(component);
        break;
      default:
        (component) satisfies never;
    }
  }
  const indirect = hasAnyCode && !hasManyKeys(components) ? ({ indirect: true } as const) : {};
  return keys.map((key): Arm => {
    const [first, second] = ranges;
    const ofSystem = system !== undefined && { system };
    if (first === undefined)
      return 'indirect' in indirect
        ? { kind: 'dictionary', table: 'token', key, ...ofSystem, filter: { kind: 'all' } }
        : { kind: 'hash', table: 'token', hash: key, ...ofSystem, repeats: system === undefined };
    if (first.kind === 'string') return { ...stringArm(first, key, system, term), ...indirect };
    if (second === undefined) return { ...rangeArm(first, key, system, term), ...indirect };
    const pair = second.kind === 'string' ? undefined : second;
    return { ...numberPairArm(first, pair, key, system), ...indirect };
  });
}
