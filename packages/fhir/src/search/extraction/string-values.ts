import { isObject } from '../../json/json-kind.js';
import type { Taker, Visit } from '../../fhirpath/visit.js';
import type { JsonValue } from '../../json/json-value.js';
import { normaliseString } from '../normalise-string.js';
import type { Extraction } from './extraction.js';

const nameParts = ['text', 'given', 'prefix', 'suffix'] as const;
const addressParts = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'] as const;

function addText(extraction: Extraction, param: string, text: JsonValue | undefined): void {
  if (typeof text !== 'string' || text === '') return;
  extraction.values.push({ kind: 'string', param, value: normaliseString(text), text });
}

/**
 * A family name as a whole, and from each of its later words on: "servers should search the parts of
 * a family name independently", so that Quinones finds Carreno Quinones.
 */
function addFamily(extraction: Extraction, param: string, text: JsonValue | undefined): void {
  if (typeof text !== 'string' || text === '') return;
  const value = normaliseString(text);
  extraction.values.push({ kind: 'string', param, value, text });
  for (let space = value.indexOf(' '); space >= 0; space = value.indexOf(' ', space + 1)) {
    extraction.values.push({ kind: 'string', param, value: value.slice(space + 1) });
  }
}

function parts(param: string, names: readonly string[]): Visit<Extraction> {
  return (value, extraction) => {
    if (!isObject(value)) return;
    for (const name of names) {
      const part = value[name];
      if (Array.isArray(part)) {
        for (const item of part as readonly JsonValue[]) addText(extraction, param, item);
      } else if (part !== undefined) {
        addText(extraction, param, part);
      }
    }
  };
}

/**
 * Strings, normalised and, for `:exact`, as they stand; of a HumanName or an Address every part that is
 * a string, each a value of its own (https://hl7.org/fhir/R4/search.html#string).
 */
export function stringValues(param: string): Taker<Extraction> {
  return (element) => {
    switch (element.type) {
      case 'string':
      case 'markdown':
        if (element.parent === 'HumanName' && element.name === 'family') {
          return (value, extraction) => {
            addFamily(extraction, param, value);
          };
        }
        return (value, extraction) => {
          addText(extraction, param, value);
        };
      case 'HumanName': {
        const others = parts(param, nameParts);
        return (value, extraction) => {
          if (isObject(value)) addFamily(extraction, param, value['family']);
          others(value, extraction);
        };
      }
      case 'Address':
        return parts(param, addressParts);
      default:
        return undefined;
    }
  };
}
