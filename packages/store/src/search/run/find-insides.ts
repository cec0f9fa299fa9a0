import type { Condition, TypeCondition, TypeSearch } from '@wellspring/fhir';
import { fromBigInt, toBigInt } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import type { StoreContext } from '../../store-context.js';
import { insideScopes } from '../plan/inside-scopes.js';
import type { Insides } from '../plan/plan-context.js';
import { ownScope, type PlanScope } from '../plan/plan-scope.js';
import type { Ask } from './ask.js';

const none: Insides = new Set();

/**
 * Which of the places inside resources that the chains of a search may lead to there are any of: each has its
 * shapes in the dictionary. Most data stores have none, and their chains are planned as if nothing ever were inside.
 */
export async function findInsides(
  ask: Ask,
  { schema, term }: Pick<StoreContext, 'schema' | 'term'>,
  searches: readonly TypeSearch[],
): Promise<Insides> {
  const keys = searches.flatMap(({ type, conditions }) =>
    conditions.flatMap((condition) => shapesIn(ownScope(type, term), condition, term)),
  );
  if (keys.length === 0) return none;
  const rows = await ask<{ key: bigint }>({
    text: `SELECT u.key FROM unnest($1::bigint[]) AS u (key)
      WHERE EXISTS (SELECT 1 FROM ${schema}.dictionary d WHERE d.key = u.key)`,
    values: [[...new Set(keys)]],
  });
  return new Set(
    rows.map(({ key }) => {
      const { hi, lo } = fromBigInt(key);
      return `${hi},${lo}`;
    }),
  );
}

function shapesIn(scope: PlanScope, condition: Condition, term: TermHash): readonly bigint[] {
  switch (condition.kind) {
    case 'chain':
      return [
        ...insideScopes(scope, condition, term).flatMap(([inner, target]) => [
          toBigInt(inner.keys('_shape')),
          ...shapesIn(inner, target.condition, term),
        ]),
        ...condition.targets.flatMap((target) => shapesInType(target, term)),
      ];
    case 'reverse-chain':
      return shapesInType(condition.source, term);
    case 'all':
    case 'any':
      return condition.conditions.flatMap((each) => shapesIn(scope, each, term));
    case 'hierarchy':
    case 'parameter':
    case 'missing':
    case 'either':
      return [];
    default:
      return condition satisfies never;
  }
}

function shapesInType({ type, condition, visible }: TypeCondition, term: TermHash): readonly bigint[] {
  const scope = ownScope(type, term);
  return [
    ...shapesIn(scope, condition, term),
    ...(visible === undefined ? [] : shapesIn(scope, visible, term)),
  ];
}
