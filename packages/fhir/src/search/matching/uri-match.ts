import type { UriCriterion } from '../criterion.js';
import { isUriBelow, urisAbove } from './uri-hierarchy.js';

/** URIs are compared as they stand, segments of a path by `:above` and `:below` (https://hl7.org/fhir/R4/search.html#uri). */
export function matchesUri(criterion: UriCriterion, uri: string): boolean {
  switch (criterion.match) {
    case 'equal':
      return uri === criterion.value;
    case 'below':
      return isUriBelow(uri, criterion.value);
    case 'above':
      return urisAbove(criterion.value).includes(uri);
    default:
      return criterion.match satisfies never;
  }
}
