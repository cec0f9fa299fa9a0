/**
 * One value of a search condition, ready to be executed: prefixes, precision and target types are
 * worked out, only look-ups and comparisons of numbers are left
 * (https://hl7.org/fhir/R4/search.html#ptypes).
 */
export type Criterion = IdCriterion | LastUpdatedCriterion | CompositeCriterion | SimpleCriterion;

/** A criterion that can be a component of a composite. */
export type SimpleCriterion =
  | TokenCriterion
  | ReferenceCriterion
  | UriCriterion
  | StringCriterion
  | DateCriterion
  | NumberCriterion
  | QuantityCriterion;

/** `_id`: the resource with this id. */
export interface IdCriterion {
  readonly kind: 'id';
  readonly id: string;
}

/**
 * `_lastUpdated`: last updated at t, low <= t < high, microseconds since 1970 UTC; -Infinity and
 * Infinity are open ends. The prefix is worked in (`ne` becomes two criteria).
 */
export interface LastUpdatedCriterion {
  readonly kind: 'last-updated';
  readonly low: number;
  readonly high: number;
}

/** A token in one of its four forms (https://hl7.org/fhir/R4/search.html#token). */
export type TokenCriterion =
  /** `code`: whatever the system. */
  | { readonly kind: 'token'; readonly form: 'code'; readonly code: string }
  /** `system|code`. */
  | { readonly kind: 'token'; readonly form: 'system-code'; readonly system: string; readonly code: string }
  /** `|code`: the value has no system. */
  | { readonly kind: 'token'; readonly form: 'no-system-code'; readonly code: string }
  /** `system|`: any code of the system. */
  | { readonly kind: 'token'; readonly form: 'system'; readonly system: string };

/** The value is equal to one of the targets, as {@link ReferenceValue} writes them. */
export interface ReferenceCriterion {
  readonly kind: 'reference';
  /** One, or `Type/id` for each type the parameter may refer to where only an id was given. */
  readonly targets: readonly string[];
}

/** The value is equal to this. */
export interface UriCriterion {
  readonly kind: 'uri';
  readonly value: string;
}

/** The normalised value begins with this normalised text. */
export interface StringCriterion {
  readonly kind: 'string';
  readonly match: 'starts-with';
  readonly value: string;
}

/** One comparison with an edge of the stored interval: `low >= 5`. */
export interface EdgeComparison {
  readonly edge: 'low' | 'high';
  readonly operator: '<' | '<=' | '>' | '>=';
  /** Always finite. */
  readonly value: number;
}

/**
 * The stored interval fulfils all comparisons of at least one of the inner lists: an OR of ANDs.
 * Never empty, neither outside nor inside. range-comparison.ts says how prefixes become these.
 */
export type RangeComparison = readonly (readonly EdgeComparison[])[];

/** Compared with the interval of a {@link DateValue}: whole microseconds since 1970 UTC. */
export interface DateCriterion {
  readonly kind: 'date';
  readonly where: RangeComparison;
}

/** Compared with the interval of a {@link NumberValue}. */
export interface NumberCriterion {
  readonly kind: 'number';
  readonly where: RangeComparison;
}

/**
 * Compared with the interval of a {@link QuantityValue}, and its unit
 * (https://hl7.org/fhir/R4/search.html#quantity).
 */
export interface QuantityCriterion {
  readonly kind: 'quantity';
  readonly where: RangeComparison;
  /**
   * Absent: any unit. `system-code`: both are equal to the coded unit's. `code-or-unit`: equal to
   * the unit's code or to its text, whatever the system.
   */
  readonly unit?:
    | { readonly form: 'system-code'; readonly system: string; readonly code: string }
    | { readonly form: 'code-or-unit'; readonly code: string };
}

/** One tuple of a {@link CompositeValue} fulfils every component, in order. */
export interface CompositeCriterion {
  readonly kind: 'composite';
  readonly components: readonly SimpleCriterion[];
}
