import { isAlwaysThere } from '../always-there.js';
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

function matchesParameter({ param, anyOf, negated }: ParameterCondition, resource: MatchedResource): boolean {
  const fulfilled = anyOf.some((criterion) => matchesCriterion(criterion, param, resource));
  return fulfilled !== (negated === true);
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
  { type, condition }: TypeCondition,
  resource: MatchedResource,
  graph: ResourceGraph,
): boolean {
  return resource.type === type && matchesCondition(condition, resource, graph);
}

function matchesChain(
  { param, targets }: ChainCondition,
  resource: MatchedResource,
  graph: ResourceGraph,
): boolean {
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
  { type, id }: MatchedResource,
  graph: ResourceGraph,
): boolean {
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
      return isMissing(condition.param, resource) === condition.missing;
    case 'hierarchy':
      return matchesHierarchy(condition, resource, needed(graph, condition.param));
    case 'chain':
      return matchesChain(condition, resource, needed(graph, condition.param));
    case 'reverse-chain':
      return matchesReverseChain(condition, resource, needed(graph, condition.param));
    case 'either':
      return condition.conditions.some((each) => matchesParameter(each, resource));
    default:
      return condition satisfies never;
  }
}
