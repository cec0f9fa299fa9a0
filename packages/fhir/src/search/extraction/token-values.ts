import { r4 } from '../../definitions/r4.js';
import type { ElementType } from '../../fhirpath/element-type.js';
import { isObject } from '../../json/json-kind.js';
import type { Taker, Visit } from '../../fhirpath/visit.js';
import type { JsonValue } from '../../json/json-value.js';
import type { Extraction } from './extraction.js';

function nonEmpty(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function add(extraction: Extraction, param: string, system: string | undefined, code: string | undefined) {
  if (system === undefined) {
    if (code !== undefined) extraction.values.push({ kind: 'token', param, code });
  } else if (code === undefined) {
    extraction.values.push({ kind: 'token', param, system });
  } else {
    extraction.values.push({ kind: 'token', param, system, code });
  }
}

/** A pair of members: system and code of a Coding, system and value of an Identifier. */
function pair(param: string, codeMember: 'code' | 'value'): Visit<Extraction> {
  return (value, extraction) => {
    if (isObject(value)) add(extraction, param, nonEmpty(value['system']), nonEmpty(value[codeMember]));
  };
}

function codings(param: string): Visit<Extraction> {
  const coding = pair(param, 'code');
  return (value, extraction) => {
    const list = isObject(value) ? value['coding'] : undefined;
    if (Array.isArray(list)) for (const item of list as readonly JsonValue[]) coding(item, extraction);
  };
}

/**
 * A code's system is the one of its closed value set, where the code is in it. Codes bound to open
 * sets (media types, languages) are indexed without a system.
 */
function code(param: string, element: ElementType): Visit<Extraction> {
  const bySystem = element.valueSet === undefined ? undefined : r4.valueSet(element.valueSet);
  const systems = new Map<string, string>();
  for (const [system, codes] of bySystem ?? []) for (const each of codes) systems.set(each, system);
  return (value, extraction) => {
    if (typeof value === 'string') add(extraction, param, systems.get(value), nonEmpty(value));
  };
}

/** How values of each type become tokens: the table of https://hl7.org/fhir/R4/search.html#token. */
export function tokenValues(param: string): Taker<Extraction> {
  return (element) => {
    switch (element.type) {
      case 'Coding':
        return pair(param, 'code');
      case 'CodeableConcept':
        return codings(param);
      case 'Identifier':
        return pair(param, 'value');
      case 'ContactPoint':
        // Its system (`phone`) says how to reach it, it is not what scopes the value.
        return (value, extraction) => {
          if (isObject(value)) add(extraction, param, undefined, nonEmpty(value['value']));
        };
      case 'code':
        return code(param, element);
      case 'boolean':
        return (value, extraction) => {
          if (typeof value === 'boolean') add(extraction, param, undefined, String(value));
        };
      case 'id':
      case 'uri':
      case 'url':
      case 'oid':
      case 'uuid':
      case 'canonical':
        return (value, extraction) => {
          if (typeof value === 'string') add(extraction, param, undefined, nonEmpty(value));
        };
      case 'string':
        // "If the underlying data type is string then the search is not case sensitive."
        return (value, extraction) => {
          if (typeof value === 'string') add(extraction, param, undefined, nonEmpty(value.toLowerCase()));
        };
      default:
        return undefined;
    }
  };
}
