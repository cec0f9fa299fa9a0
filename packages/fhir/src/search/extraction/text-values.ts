import type { Taker, Visit } from '../../fhirpath/visit.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonValue } from '../../json/json-value.js';
import { normaliseString } from '../normalise-string.js';
import type { Extraction } from './extraction.js';

/**
 * Displays and texts of concepts are few and come again and again: looking one up takes a tenth of
 * the time that normalising it does.
 */
const maxKept = 4_096;
const maxKeptLength = 200;
const kept = new Map<string, string>();

function normalised(text: string): string {
  if (text.length > maxKeptLength) return normaliseString(text);
  let value = kept.get(text);
  if (value === undefined) {
    value = normaliseString(text);
    if (kept.size >= maxKept) kept.clear();
    // Copies: the texts may be slices of a whole request, which would be kept with them.
    kept.set(Buffer.from(text).toString(), value === text ? Buffer.from(value).toString() : value);
  }
  return value;
}

function add(extraction: Extraction, param: string, text: JsonValue | undefined): void {
  if (typeof text !== 'string' || text === '') return;
  const value = normalised(text);
  if (value !== '') extraction.values.push({ kind: 'text', param, value });
}

function display(param: string): Visit<Extraction> {
  return (value, extraction) => {
    if (isObject(value)) add(extraction, param, value['display']);
  };
}

/**
 * What `:text` of a token parameter looks at: "CodeableConcept.text, Coding.display, or
 * Identifier.type.text" (https://hl7.org/fhir/R4/search.html#modifiers).
 */
export function textValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    switch (type) {
      case 'Coding':
        return display(param);
      case 'CodeableConcept': {
        const coding = display(param);
        return (value, extraction) => {
          if (!isObject(value)) return;
          const { text, coding: codings } = value;
          add(extraction, param, text);
          if (!Array.isArray(codings)) return;
          for (const item of codings as readonly JsonValue[]) coding(item, extraction);
        };
      }
      case 'Identifier':
        return (value, extraction) => {
          const concept = isObject(value) ? value['type'] : undefined;
          if (isObject(concept)) add(extraction, param, concept['text']);
        };
      default:
        return undefined;
    }
  };
}
