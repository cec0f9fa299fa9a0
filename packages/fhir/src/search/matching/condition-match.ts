import { isAlwaysThere } from '../always-there.js';
import { derivedParameter } from '../derived-parameter.js';
import { hasNoneInside } from '../inside/has-none-inside.js';
import { maxNegatedCodes, type InsideResource } from '../inside/resources-inside.js';
import { localTarget } from '../local-target.js';
import type {
  ChainCondition,
  Condition,
  ParameterCondition,
  ReverseChainCondition,
  TypeCondition,
} from '../search-query.js';
import { matchesCriterion } from './criterion-match.js';
import { matchesHierarchy } from './hierarchy-match.js';
import type { MatchedResource, ResourceGraph } from './matched-resource.js';
import { resourceValues } from './resource-values.js';

const typeAndId = /^([A-Z][A-Za-z]+)\/[^/]+$/;

/** What a resource within another has nothing of: an identity, times and words of its own. */
function isOutside(param: string, { within }: MatchedResource): boolean {
  return within !== undefined && hasNoneInside(param);
}

function matchesParameter({ param, anyOf, negated }: ParameterCondition, resource: MatchedResource): boolean {
  if (isOutside(param, resource)) return false;
  if (negated === true && resource.within !== undefined && hasTooManyCodes(param, resource)) return false;
  const fulfilled = anyOf.some((criterion) => matchesCriterion(criterion, param, resource));
  return fulfilled !== (negated === true);
}

/** Then `:not` is not answered. */
function hasTooManyCodes(param: string, resource: MatchedResource): boolean {
  const codes = resourceValues(resource)
    .of(param)
    .filter(({ kind }) => kind === 'token');
  return codes.length > maxNegatedCodes;
}

function isMissing(param: string, resource: MatchedResource): boolean {
  return !isAlwaysThere(param) && resourceValues(resource).of(param).length === 0;
}

function needed(graph: ResourceGraph | undefined, param: string): ResourceGraph {
  if (graph === undefined)
    throw new TypeError(`${param}: a chain or a hierarchy cannot be matched without the other resources`);
  return graph;
}

function matchesType(
  { type, condition, visible }: TypeCondition,
  resource: MatchedResource,
  graph: ResourceGraph,
): boolean {
  if (resource.type !== type || !matchesCondition(condition, resource, graph)) return false;
  return visible === undefined || resource.within !== undefined || matchesCondition(visible, resource, graph);
}

const insideAsMatched = new WeakMap<InsideResource, MatchedResource>();

/** The resources inside a resource that one of its parameters leads to. */
function insideOf(resource: MatchedResource, param: string): readonly MatchedResource[] {
  const inside = resourceValues(resource).inside();
  if (inside.length === 0) return [];
  const { sources, targetType } = derivedParameter(resource.type, param) ?? { sources: [param] };
  return inside.flatMap((inner) => {
    if (!sources.includes(inner.param) || (targetType ?? inner.type) !== inner.type) return [];
    let matched = insideAsMatched.get(inner);
    if (matched === undefined) {
      const { type, tree, within } = inner;
      const { storeId, parameters } = resource;
      matched = {
        type,
        id: '',
        tree,
        lastUpdated: NaN,
        within,
        ...(storeId !== undefined && { storeId }),
        ...(parameters !== undefined && { parameters }),
      };
      insideAsMatched.set(inner, matched);
    }
    return [matched];
  });
}

function matchesChain(
  { param, targets }: ChainCondition,
  resource: MatchedResource,
  graph: ResourceGraph,
): boolean {
  if (insideOf(resource, param).some((inner) => targets.some((target) => matchesType(target, inner, graph))))
    return true;
  return resourceValues(resource)
    .of(param)
    .some((value) => {
      if (value.kind !== 'reference') return false;
      const local = localTarget(value.target, resource.storeId);
      const type = typeAndId.exec(local)?.[1];
      if (!targets.some((target) => target.type === type)) return false;
      const found = graph.resolve(local);
      return found !== undefined && targets.some((target) => matchesType(target, found, graph));
    });
}

function matchesReverseChain(
  { param, source }: ReverseChainCondition,
  { type, id, within }: MatchedResource,
  graph: ResourceGraph,
): boolean {
  if (within !== undefined) return false;
  for (const referring of graph.referring(source.type, param, `${type}/${id}`)) {
    if (matchesType(source, referring, graph)) return true;
  }
  return false;
}

/** Whether a resource fulfils a condition of a search for its type. */
export function matchesCondition(
  condition: Condition,
  resource: MatchedResource,
  graph: ResourceGraph | undefined,
): boolean {
  switch (condition.kind) {
    case 'parameter':
      return matchesParameter(condition, resource);
    case 'missing':
      return (
        !isOutside(condition.param, resource) && isMissing(condition.param, resource) === condition.missing
      );
    case 'hierarchy':
      return matchesHierarchy(condition, resource, needed(graph, condition.param));
    case 'chain':
      return matchesChain(condition, resource, needed(graph, condition.param));
    case 'reverse-chain':
      return matchesReverseChain(condition, resource, needed(graph, condition.param));
    case 'either':
      return condition.conditions.some((each) => matchesParameter(each, resource));
    case 'all':
      return condition.conditions.every((each) => matchesCondition(each, resource, graph));
    case 'any':
      return condition.conditions.some((each) => matchesCondition(each, resource, graph));
    default:
      return condition satisfies never;
  }
}
