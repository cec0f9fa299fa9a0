import type { UriCriterion } from '../criterion.js';
import { unescapeValue } from './escape.js';
import { isFault, type OrFault } from './fault.js';

/**
 * A URI, or with `:above` and `:below` one of a hierarchy: they "only apply to URLs, and not URNs such
 * as OIDs", which have no path.
 * @see https://hl7.org/fhir/R4/search.html#uri
 */
export function uriCriterion(text: string, match: UriCriterion['match']): OrFault<UriCriterion> {
  const value = unescapeValue(text);
  if (isFault(value)) return value;
  if (match !== 'equal' && /^urn:/i.test(value)) {
    return { fault: `is a URN, which has nothing above or below it: ":${match}" is for URLs` };
  }
  return { kind: 'uri', match, value };
}
