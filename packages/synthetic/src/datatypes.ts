import type { JsonObject } from './json.js';

/** The code systems that are used, by their canonical addresses. */
export const systems = {
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  icd10: 'http://hl7.org/fhir/sid/icd-10-cm',
  ucum: 'http://unitsofmeasure.org',
} as const;

/** Address of one of HL7's own code systems. */
export function terminology(name: string): string {
  return `http://terminology.hl7.org/CodeSystem/${name}`;
}

/** A Coding that says what its code means. */
export interface Coding extends JsonObject {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

export function coding(system: string, code: string, display: string): Coding {
  return { system, code, display };
}

/** A CodeableConcept; the text is that of the first coding. */
export function concept(first: Coding, ...more: readonly Coding[]): JsonObject {
  return { coding: [first, ...more], text: first.display };
}

/** A Quantity whose unit is a UCUM code. */
export function quantity(value: number, code: string, unit = code): JsonObject {
  return { value, unit, system: systems.ucum, code };
}

/** Something another resource points to. */
export interface Target {
  readonly type: string;
  readonly id: string;
  readonly display?: string;
}

export function reference({ type, id, display }: Target): JsonObject {
  return { reference: `${type}/${id}`, ...(display !== undefined && { display }) };
}

/** Rounded to so many decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
