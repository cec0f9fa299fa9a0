import type { JsonObject } from '../json/json-value.js';

const snomed = /^(http:\/\/snomed\.info\/sct(?:\/\d+(?:\/version\/\d+)?)?)\?fhir_vs(?:=isa\/(\d+))?$/;

/**
 * The `include` that a value set without a resource stands for: all of SNOMED CT
 * (`http://snomed.info/sct?fhir_vs`), what is a concept of it (`?fhir_vs=isa/73211009`), all of LOINC
 * (`http://loinc.org/vs`). Undefined for any other.
 * @see https://hl7.org/fhir/R4/snomedct.html#implicit
 */
export function implicitValueSet(url: string): JsonObject | undefined {
  if (url === 'http://loinc.org/vs') return { system: 'http://loinc.org' };
  const match = snomed.exec(url);
  if (match === null) return undefined;
  const [, edition = '', concept] = match;
  const system = 'http://snomed.info/sct';
  const version = edition === system ? {} : { version: edition };
  if (concept === undefined) return { system, ...version };
  return { system, ...version, filter: [{ property: 'concept', op: 'is-a', value: concept }] };
}
