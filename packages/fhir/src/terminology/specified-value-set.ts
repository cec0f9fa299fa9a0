import { r4 } from '../definitions/r4.js';
import type { CodeSet } from './code-set.js';

const base = 'http://hl7.org/fhir/ValueSet/';
const release = '4.0.1';

/**
 * A value set that the specification lists whole, which elements are bound to with strength `required`.
 * @see https://hl7.org/fhir/R4/terminologies-valuesets.html
 */
export function specifiedValueSet({
  url,
  version = release,
}: {
  readonly url: string;
  readonly version?: string;
}): CodeSet | undefined {
  if (version !== release || !url.includes('://')) return undefined;
  const bySystem = r4.valueSet(url.startsWith(base) ? url.slice(base.length) : url);
  return bySystem && new Map([...bySystem].map(([system, codes]) => [system, { isListed: true, codes }]));
}
