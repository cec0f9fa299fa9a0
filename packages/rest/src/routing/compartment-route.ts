import { compartments, isCompartment, type SearchScope } from '@wellspring/fhir';
import { found, missing, notAllowed, type Route } from './route-outcome.js';
import { isStorableType } from './storable-types.js';

/**
 * The search of a compartment: `Patient/1/Observation`, or `Patient/1/*` for all types in it, and each with
 * `/_search` for a form; `Patient/1/_search` is the form for all types, too. Undefined for other paths.
 *
 * @param rest the segments after the id
 * @see https://hl7.org/fhir/R4/http.html#search and https://hl7.org/fhir/R4/compartmentdefinition.html
 */
export function compartmentRoute(
  verb: string,
  type: string,
  id: string,
  rest: readonly string[],
): Route | undefined {
  const [first = ''] = rest;
  const form = rest.at(-1) === '_search';
  const inner = first === '_search' ? '*' : first;
  if (rest.length !== (form && first !== '_search' ? 2 : 1)) return undefined;
  if (inner !== '*' && !isStorableType(inner)) return undefined;
  if (!isCompartment(type))
    return missing(
      'no-such-interaction',
      `${type} has no compartment to search in; these have one: ${compartments.join(', ')}`,
    );
  if (verb !== (form ? 'POST' : 'GET')) return notAllowed(form ? 'POST' : 'GET, HEAD');
  const scope: SearchScope = {
    kind: 'compartment',
    compartment: type,
    id,
    ...(inner !== '*' && { type: inner }),
  };
  return found({ kind: 'search', scope, form });
}
