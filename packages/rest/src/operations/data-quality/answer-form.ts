import type { Exchange } from '../../interactions/exchange.js';
import { requireJsonAcceptable } from '../../request/content-negotiation.js';
import { isFhirJson, parseMediaType } from '../../request/media-type.js';
import type { FhirResponse } from '../../response/fhir-response.js';

/**
 * Whether a page is wanted rather than JSON: `_format` counts before Accept, in which it has to be named, and
 * wanted more than JSON is.
 *
 * @throws WellspringError `not-acceptable` where neither is wanted
 */
export function prefersPage({ request, query }: Exchange): boolean {
  const format = query.findLast(([name]) => name === '_format')?.[1];
  if (format !== undefined) {
    if (format === 'html' || parseMediaType(format).name === 'text/html') return true;
    requireJsonAcceptable(request, query);
    return false;
  }
  const ranges = (request.headers['accept'] ?? '').split(',').map(parseMediaType);
  const wish = (named: (range: (typeof ranges)[number]) => boolean): number =>
    Math.max(0, ...ranges.filter(named).map(({ parameters }) => Number(parameters.get('q') ?? 1) || 0));
  const html = wish(({ name }) => name === 'text/html');
  if (html > 0 && html > wish((range) => range.name !== '' && isFhirJson(range))) return true;
  requireJsonAcceptable(request, query);
  return false;
}

/** An answer in JSON that is no FHIR resource. */
export function plainJson({ query }: Exchange, status: number, value: object): FhirResponse {
  const isPretty = query.some(([name, wanted]) => name === '_pretty' && wanted === 'true');
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: [Buffer.from(JSON.stringify(value, undefined, isPretty ? 2 : undefined))],
  };
}
