import type { Taker } from '../../fhirpath/visit.js';
import type { Extraction } from './extraction.js';
import { withoutCanonicalVersion } from './reference-values.js';

/** URIs as they stand (https://hl7.org/fhir/R4/search.html#uri). */
export function uriValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    switch (type) {
      case 'uri':
      case 'url':
      case 'oid':
      case 'uuid':
      case 'canonical':
        return (value, extraction) => {
          if (typeof value !== 'string' || value === '') return;
          const unversioned = type === 'canonical' ? withoutCanonicalVersion(value) : undefined;
          if (unversioned !== undefined) extraction.values.push({ kind: 'uri', param, value: unversioned });
          extraction.values.push({ kind: 'uri', param, value });
        };
      default:
        return undefined;
    }
  };
}
