import type { Taker } from '../../fhirpath/visit.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonValue } from '../../json/json-value.js';
import type { Extraction } from './extraction.js';

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * What `:of-type` of a token parameter looks at: an Identifier's value with each coding of its type
 * (https://hl7.org/fhir/R4/search.html#modifiers).
 */
export function identifierTypeValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    if (type !== 'Identifier') return undefined;
    return (identifier, extraction) => {
      if (!isObject(identifier)) return;
      const { type: concept, value } = identifier;
      if (!isText(value) || !isObject(concept)) return;
      const codings = concept['coding'];
      if (!Array.isArray(codings)) return;
      for (const coding of codings as readonly JsonValue[]) {
        if (!isObject(coding)) continue;
        const { system, code } = coding;
        if (!isText(system) || !isText(code)) continue;
        extraction.values.push({ kind: 'identifier-type', param, system, code, value });
      }
    };
  };
}
