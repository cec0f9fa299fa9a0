import { WellspringError } from '@wellspring/errors';
import type { Condition, SearchQuery, TypeCondition, TypeSearch } from '@wellspring/fhir';
import type { DataStore, SearchPage } from '@wellspring/store';
import type { Permissions } from './permissions.js';
import { conditionOf, conditionsOf, nothing } from './right.js';

/**
 * Searches as if what is not seen were not there: what is looked for, what chains lead through and what `_has` starts
 * from has to be visible. So neither matches nor counts nor the order tell of anything else.
 */
export async function restrictedSearch(
  store: Pick<DataStore, 'search'>,
  permissions: Permissions,
  query: SearchQuery,
): Promise<SearchPage> {
  const searches = query.searches.flatMap((search) => restrictedType(search, permissions));
  if (searches.length === 0) return { matches: [], ...(query.total !== 'none' && { total: 0 }) };
  const isWhole = searches.every(({ type }) => permissions.right(type, ['s']) === 'all');
  // An estimate is made of statistics of all that there is.
  const total = query.total === 'estimate' && !isWhole ? 'accurate' : query.total;
  return store.search({ ...query, searches, total });
}

function restrictedType({ type, conditions }: TypeSearch, permissions: Permissions): readonly TypeSearch[] {
  const right = permissions.right(type, ['s']);
  if (right === 'none') return [];
  const asked = conditions.map((condition) => restrictedCondition(condition, permissions));
  return [{ type, conditions: [...conditionsOf(right), ...asked] }];
}

function restrictedCondition(condition: Condition, permissions: Permissions): Condition {
  const restrictedTarget = (target: TypeCondition): TypeCondition => {
    const visible = conditionOf(permissions.right(target.type, ['s']));
    return {
      type: target.type,
      condition: restrictedCondition(target.condition, permissions),
      ...(visible !== undefined && { visible }),
    };
  };
  switch (condition.kind) {
    case 'parameter':
    case 'missing':
    case 'either':
      return condition;
    case 'chain':
      // Also through types that are not seen: what lies inside a resource is seen with it.
      return { ...condition, targets: condition.targets.map(restrictedTarget) };
    case 'reverse-chain':
      if (permissions.right(condition.source.type, ['s']) === 'none') return nothing;
      return { ...condition, source: restrictedTarget(condition.source) };
    case 'hierarchy': {
      const rights = condition.links.map(({ type }) => permissions.right(type, ['s']));
      if (rights.every((right) => right === 'all')) return condition;
      if (rights.every((right) => right === 'none')) {
        const { param, targets } = condition;
        return { kind: 'parameter', param, anyOf: [{ kind: 'reference', targets }] };
      }
      throw new WellspringError(
        'search-not-supported',
        `The search parameter "${condition.param}:${condition.direction}" goes through resources of which the access token shows a part only`,
      );
    }
    case 'all':
    case 'any':
      return {
        ...condition,
        conditions: condition.conditions.map((each) => restrictedCondition(each, permissions)),
      };
    default:
      return condition satisfies never;
  }
}
