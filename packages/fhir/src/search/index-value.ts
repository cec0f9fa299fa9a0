import type { JsonObject, JsonValue } from '../json/json-value.js';

/**
 * What one resource is found by: the values its search parameters take from it
 * (https://hl7.org/fhir/R4/search.html#ptypes). `param` is the parameter's name (`code`).
 */
export type IndexValue =
  | TokenValue
  | TextValue
  | IdentifierTypeValue
  | ReferenceIdentifierValue
  | NearValue
  | PresentValue
  | InsideValue
  | ReferenceValue
  | UriValue
  | StringValue
  | DateValue
  | NumberValue
  | QuantityValue
  | CompositeValue;

/** A value of a parameter whose type is one thing, so that it can be a component of a composite. */
export type SimpleIndexValue =
  TokenValue | ReferenceValue | UriValue | StringValue | DateValue | NumberValue | QuantityValue;

/** At least one of system and code is there, and neither is ever empty. */
export interface TokenValue {
  readonly kind: 'token';
  readonly param: string;
  /** Absent: the code has no system. */
  readonly system?: string;
  readonly code?: string;
}

/**
 * An element that is there and gives nothing to be found by: a reference to a contained resource that is not
 * there, or one that has a `display` alone. `:missing` looks at it, and nothing else.
 */
export interface PresentValue {
  readonly kind: 'present';
  readonly param: string;
}

/**
 * A resource within the resource that the parameter leads to: contained (`#id`), or nested in a Bundle. Chains go
 * on in it.
 */
export interface InsideValue {
  readonly kind: 'inside';
  readonly param: string;
  readonly resource: JsonObject;
  /** Of a contained one: all that the outer resource contains, which its own `#id` leads to. */
  readonly contained?: JsonValue;
  /** `Composition/1`, of what is nested and has an id: to be found by, and leading nowhere else. */
  readonly target?: string;
}

/** What `:text` of a token parameter looks at: CodeableConcept.text, Coding.display, Identifier.type.text. */
export interface TextValue {
  readonly kind: 'text';
  readonly param: string;
  /** Normalised by {@link normaliseString}, never empty. */
  readonly value: string;
}

/** What `:of-type` of a token parameter looks at: one for each coding of an Identifier's type with system and code. */
export interface IdentifierTypeValue {
  readonly kind: 'identifier-type';
  readonly param: string;
  readonly system: string;
  readonly code: string;
  /** Identifier.value */
  readonly value: string;
}

/** What `:identifier` of a reference parameter looks at: Reference.identifier. Otherwise as {@link TokenValue}. */
export interface ReferenceIdentifierValue {
  readonly kind: 'identifier';
  readonly param: string;
  readonly system?: string;
  readonly code?: string;
}

/** Location.position, in degrees. */
export interface NearValue {
  readonly kind: 'near';
  readonly param: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface ReferenceValue {
  readonly kind: 'reference';
  readonly param: string;
  /**
   * `Patient/123`, or an absolute URL, URN or canonical as it stands. A versioned reference gives
   * two values: one without the version, and one with it (`Patient/123/_history/2`, `http://…|2.0`).
   * References to contained resources (`#x`) are left out.
   */
  readonly target: string;
}

export interface UriValue {
  readonly kind: 'uri';
  readonly param: string;
  /** As it stands. A canonical with a version gives two values: without it, and with it. */
  readonly value: string;
}

export interface StringValue {
  readonly kind: 'string';
  readonly param: string;
  /**
   * Normalised by {@link normaliseString}; empty where that leaves nothing (`***`). Not bounded: a markdown
   * element may be long.
   */
  readonly value: string;
  /** As it stands, for `:exact`; absent for the later words of a family name. */
  readonly text?: string;
}

/**
 * The interval [low, high) in microseconds since 1970 UTC, always whole numbers; -Infinity and
 * Infinity are open ends. (Beyond the year 2255 a double holds them to 32 microseconds; both sides
 * of a comparison are rounded alike.)
 */
export interface DateValue {
  readonly kind: 'date';
  readonly param: string;
  readonly low: number;
  readonly high: number;
}

/** The closed interval [low, high]; low equals high for a plain number. */
export interface NumberValue {
  readonly kind: 'number';
  readonly param: string;
  readonly low: number;
  readonly high: number;
}

/** The closed interval [low, high]; -Infinity and Infinity are open ends (comparators, Range). */
export interface QuantityValue {
  readonly kind: 'quantity';
  readonly param: string;
  readonly low: number;
  readonly high: number;
  /** The system of the coded unit. */
  readonly system?: string;
  /** The coded unit (`mg`), for Money the currency. */
  readonly code?: string;
  /** The unit as it is written for people. */
  readonly unit?: string;
  /** In base units, where system and code are of UCUM (`canonicalInterval`). */
  readonly canonical?: { readonly low: number; readonly high: number; readonly unit: string };
}

/**
 * One tuple found in the resource, its components in the order of the parameter's definition. Where
 * a component has several values (three codings), there is one tuple for each.
 */
export interface CompositeValue {
  readonly kind: 'composite';
  readonly param: string;
  /** Their `param` is the name of the component's own parameter (`code`, `value-quantity`). */
  readonly components: readonly SimpleIndexValue[];
}
