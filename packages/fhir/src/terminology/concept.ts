import type { JsonObject, JsonValue } from '../json/json-value.js';

/** Another name of a concept. */
export interface Designation {
  readonly language?: string;
  /** A Coding: what kind of name it is. */
  readonly use?: JsonObject;
  readonly value: string;
}

/** A property of a concept as a CodeSystem has it. */
export interface ConceptProperty {
  readonly code: string;
  /** Which of `value[x]` it is: `valueCode`. */
  readonly member: string;
  readonly value: JsonValue;
}

/** What is known of one concept, whatever kind of code system it is from. */
export interface ConceptDetails {
  readonly code: string;
  readonly display?: string;
  readonly definition?: string;
  /** Only there to group others: it "cannot be selected directly as a proper value". */
  readonly isAbstract: boolean;
  /** Not approved for use any more. */
  readonly isInactive: boolean;
  readonly designations: readonly Designation[];
  /** Without its relations to other concepts. */
  readonly properties: readonly ConceptProperty[];
}

/** A concept of which nothing is known but its code. */
export function bareConcept(code: string, display?: string): ConceptDetails {
  return {
    code,
    ...(display !== undefined && { display }),
    isAbstract: false,
    isInactive: false,
    designations: [],
    properties: [],
  };
}
