import { isObject } from '../../json/json-kind.js';
import type { Taker, Visit } from '../../fhirpath/visit.js';
import type { JsonValue } from '../../json/json-value.js';
import { normaliseString } from '../normalise-string.js';
import type { Extraction } from './extraction.js';

const nameParts = ['text', 'given', 'prefix', 'suffix'] as const;
const addressParts = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'] as const;

function addText(extraction: Extraction, param: string, text: JsonValue | undefined): void {
  if (typeof text !== 'string') return;
  const value = normaliseString(text);
  if (value !== '') extraction.values.push({ kind: 'string', param, value });
}

/**
 * A family name from each of its words on: "servers should search the parts of a family name
 * independently", so that Quinones finds Carreno Quinones.
 */
function addFamily(extraction: Extraction, param: string, text: JsonValue | undefined): void {
  if (typeof text !== 'string') return;
  const value = normaliseString(text);
  for (let start = 0; start < value.length;) {
    extraction.values.push({ kind: 'string', param, value: value.slice(start) });
    const space = value.indexOf(' ', start);
    if (space < 0) return;
    start = space + 1;
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
 * Strings; of a HumanName or an Address every part that is a string, each a value of its own
 * (https://hl7.org/fhir/R4/search.html#string).
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
