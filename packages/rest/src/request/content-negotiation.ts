import { WellspringError } from '@wellspring/errors';
import type { HttpRequest } from '@wellspring/http';
import { isFhirJson, parseMediaType } from './media-type.js';
import type { QueryPair } from './query-pairs.js';

/**
 * Refuses a request that wants anything but JSON. `_format` counts before Accept
 * (https://hl7.org/fhir/R4/http.html#parameters).
 *
 * @throws WellspringError `not-acceptable`
 */
export function requireJsonAcceptable(request: HttpRequest, query: readonly QueryPair[]): void {
  const format = query.findLast(([name]) => name === '_format')?.[1];
  // A plus that was not escaped in the address has become a space.
  const wanted = format?.replace(' ', '+');
  const acceptable =
    wanted === undefined
      ? (request.headers['accept'] ?? '*/*').split(',').some(isAcceptable)
      : wanted === 'json' || isFhirJson(parseMediaType(wanted));
  if (!acceptable)
    throw new WellspringError(
      'not-acceptable',
      'The answer is application/fhir+json (FHIR 4.0), nothing else',
    );
}

function isAcceptable(range: string): boolean {
  const type = parseMediaType(range);
  if (Number(type.parameters.get('q') ?? 1) === 0) return false;
  return type.name === '*/*' || type.name === 'application/*' || type.name === '' || isFhirJson(type);
}
