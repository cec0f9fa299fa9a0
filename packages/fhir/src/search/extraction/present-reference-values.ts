import type { Taker } from '../../fhirpath/visit.js';
import { isObject } from '../../json/json-kind.js';
import type { Extraction } from './extraction.js';

/**
 * That there is a reference, where it leads to nothing that it can be found by: to a contained resource, or only
 * in words. "missing=true ... the resources that don't have a value for the parameter (which usually equates to
 * not having the relevant element in the resource)", https://hl7.org/fhir/R4/search.html#modifiers
 */
export function presentReferenceValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    switch (type) {
      case 'Reference':
        return (value, extraction) => {
          if (!isObject(value) || isObject(value['identifier'])) return;
          const { reference } = value;
          if (typeof reference !== 'string' || reference === '' || reference.startsWith('#'))
            extraction.values.push({ kind: 'present', param });
        };
      case 'canonical':
      case 'uri':
        return (value, extraction) => {
          if (typeof value === 'string' && value.startsWith('#'))
            extraction.values.push({ kind: 'present', param });
        };
      default:
        return undefined;
    }
  };
}
