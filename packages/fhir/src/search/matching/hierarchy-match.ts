import { typeInUrl } from '../../fhirpath/reference-type.js';
import { localTarget } from '../local-target.js';
import type { HierarchyLink } from '../reference-hierarchy.js';
import type { HierarchyCondition } from '../search-query.js';
import type { MatchedResource, ResourceGraph } from './matched-resource.js';
import { resourceValues } from './resource-values.js';

/** The references of a resource by one parameter. */
function targetsOf(resource: MatchedResource, param: string): readonly string[] {
  return resourceValues(resource)
    .of(param)
    .flatMap((value) => (value.kind === 'reference' ? [localTarget(value.target, resource.storeId)] : []));
}

/** What a target is part of, as its resource says; nothing where that is not here, or of no hierarchy. */
function wholesOf(
  target: string,
  links: readonly HierarchyLink[],
  graph: ResourceGraph,
): readonly (readonly [whole: string, link: HierarchyLink])[] {
  const resource = graph.resolve(target);
  const link = links.find(({ type }) => type === resource?.type);
  if (resource === undefined || link === undefined) return [];
  return targetsOf(resource, link.param).map((whole) => [whole, link] as const);
}

/** Whether a target may stand for a resource of a type. */
function mayBe(target: string, type: string): boolean {
  return (typeInUrl(target) ?? type) === type;
}

/** Whether a target is part of one of the wanted, at whatever depth; circles end. */
function isBelow(
  target: string,
  wanted: ReadonlySet<string>,
  links: readonly HierarchyLink[],
  graph: ResourceGraph,
): boolean {
  const seen = new Set([target]);
  for (const part of seen) {
    for (const [whole, { type }] of wholesOf(part, links, graph)) {
      if (wanted.has(whole) && mayBe(whole, type)) return true;
      if (typeInUrl(whole) === type) seen.add(whole);
    }
  }
  return false;
}

/** All that the wanted are part of, as far as it is here. */
function above(
  wanted: ReadonlySet<string>,
  links: readonly HierarchyLink[],
  graph: ResourceGraph,
): ReadonlySet<string> {
  const seen = new Set(wanted);
  for (const part of seen) {
    for (const [whole, { type }] of wholesOf(part, links, graph))
      if (graph.resolve(whole)?.type === type) seen.add(whole);
  }
  return seen;
}

/** `:above` and `:below` of a reference (https://hl7.org/fhir/R4/search.html#recursive). */
export function matchesHierarchy(
  { param, direction, targets, links }: HierarchyCondition,
  resource: MatchedResource,
  graph: ResourceGraph,
): boolean {
  const given = new Set(targets.map((target) => localTarget(target, resource.storeId)));
  const wanted = direction === 'above' ? above(given, links, graph) : given;
  return targetsOf(resource, param).some(
    (target) => wanted.has(target) || (direction === 'below' && isBelow(target, given, links, graph)),
  );
}
