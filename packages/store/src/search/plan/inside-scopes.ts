import { derivedParameter, maxInsideLinks, type ChainCondition, type TypeCondition } from '@wellspring/fhir';
import type { TermHash } from '../../hash/term-hash.js';
import { insideScope, type PlanScope } from './plan-scope.js';

/** What lies inside resources and a chain may lead to there, with the rest of the chain. */
export function insideScopes(
  outer: PlanScope,
  { param, targets }: ChainCondition,
  term: TermHash,
): readonly (readonly [scope: PlanScope, target: TypeCondition])[] {
  if (outer.depth === maxInsideLinks) return [];
  const { sources, targetType } = derivedParameter(outer.type, param) ?? { sources: [param] };
  return targets
    .filter(({ type }) => (targetType ?? type) === type)
    .flatMap((target) =>
      sources.map((source) => [insideScope(outer, source, target.type, term), target] as const),
    );
}
