import type { TypeSearch } from '../search-query.js';
import { matchesCondition } from './condition-match.js';
import type { MatchedResource, ResourceGraph } from './matched-resource.js';

/**
 * Whether a search finds a resource: the same that a data store would find, without one. The values of the
 * resource are worked out once for all searches that the same object is matched with.
 * @param graph the other resources, for chains, `_has` and the hierarchies of references
 * @throws TypeError for any of these without a graph, and for a set of codes that `expandTerminology` has still to
 *   put in.
 * @see https://hl7.org/fhir/R4/search.html
 * @example
 * const outcome = parseSearch('Patient', [['gender', 'male']], {});
 * matchesSearch(outcome.query.searches[0], { type: 'Patient', id: '1', tree, lastUpdated: 0 })
 */
export function matchesSearch(search: TypeSearch, resource: MatchedResource, graph?: ResourceGraph): boolean {
  return (
    search.type === resource.type &&
    search.conditions.every((condition) => matchesCondition(condition, resource, graph))
  );
}
