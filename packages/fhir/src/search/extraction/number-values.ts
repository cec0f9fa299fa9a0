import type { Taker } from '../../fhirpath/visit.js';
import type { Extraction } from './extraction.js';
import { rangeInterval } from './quantity-values.js';

/**
 * Numbers as the points they are, Ranges from low to high.
 *
 * The specification gives the number in a resource an implicit range too ("searches are always
 * performed on values that are implicitly or explicitly a range"), but with it a search for 5.40
 * would miss a stored 5.4, `gt100` would find a stored 100.0, and the digits that were written are
 * not what a JSON number is compared by. What it says of integers ("searching is based on exact
 * matches") holds for a point alone. So the implicit range is the search value's, not the
 * resource's; https://hl7.org/fhir/R4/search.html#number
 */
export function numberValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    switch (type) {
      case 'decimal':
      case 'integer':
      case 'positiveInt':
      case 'unsignedInt':
        return (value, extraction) => {
          if (typeof value !== 'number' || !Number.isFinite(value)) return;
          extraction.values.push({ kind: 'number', param, low: value, high: value });
        };
      case 'Range':
        return (value, extraction) => {
          const range = rangeInterval(value);
          if (range !== undefined) extraction.values.push({ kind: 'number', param, ...range });
        };
      default:
        return undefined;
    }
  };
}
