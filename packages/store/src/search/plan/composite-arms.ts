import { WellspringError } from '@wellspring/errors';
import type { CompositeCriterion, StringCriterion } from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import { exactSystem } from '../../rows/composite-row.js';
import type { Arm } from './arm.js';
import { numberPairArm, rangeArm, type RangeCriterion } from './range-arms.js';
import { stringArm } from './string-arms.js';

/**
 * Follows composite-row.ts: tokens, references and URIs lead to the key, the rest is a range there.
 *
 * @throws WellspringError `search-not-supported`
 */
export function compositeArms(
  criterion: CompositeCriterion,
  parameter: Hash64,
  term: TermHash,
): readonly Arm[] {
  let keys: readonly Hash64[] = [parameter];
  let firstToken = true;
  let system: number | undefined;
  const ranges: (RangeCriterion | StringCriterion)[] = [];
  for (const component of criterion.components) {
    switch (component.kind) {
      case 'token': {
        if (component.form === 'system' || component.form === 'of-type')
          throw new WellspringError(
            'search-not-supported',
            'A system without a code ("system|") cannot be part of a composite',
          );
        const { code, form } = component;
        keys = keys.map((key) => term.term(key, 'code', code));
        const exact = form === 'system-code' ? component.system : undefined;
        if (form === 'code') {
          // Whatever the system.
        } else if (firstToken) {
          system = exact === undefined ? 0 : term.short(exact);
        } else {
          keys = keys.map((key) => exactSystem(key, exact, term));
        }
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
  return keys.map((key): Arm => {
    const [first, second] = ranges;
    if (first === undefined)
      return {
        kind: 'hash',
        table: 'token',
        hash: key,
        ...(system !== undefined && { system }),
        repeats: system === undefined,
      };
    if (first.kind === 'string') return stringArm(first, key, system, term);
    if (second === undefined) return rangeArm(first, key, system, term);
    return numberPairArm(first, second.kind === 'string' ? undefined : second, key, system);
  });
}
