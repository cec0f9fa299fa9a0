import type { Taker } from '../../fhirpath/visit.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonValue } from '../../json/json-value.js';
import type { Extraction } from './extraction.js';

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * What `:identifier` of a reference parameter looks at: "the identifier in the reference itself", be
 * there a literal reference beside it or not (https://hl7.org/fhir/R4/search.html#reference).
 */
export function referenceIdentifierValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    if (type !== 'Reference') return undefined;
    return (reference, extraction) => {
      const identifier = isObject(reference) ? reference['identifier'] : undefined;
      if (!isObject(identifier)) return;
      const { system, value } = identifier;
      if (!isText(system)) {
        if (isText(value)) extraction.values.push({ kind: 'identifier', param, code: value });
      } else if (isText(value)) {
        extraction.values.push({ kind: 'identifier', param, system, code: value });
      } else {
        extraction.values.push({ kind: 'identifier', param, system });
      }
    };
  };
}
