/**
 * One value of a search condition, ready to be executed: prefixes, precision and target types are
 * worked out, only look-ups and comparisons of numbers are left
 * (https://hl7.org/fhir/R4/search.html#ptypes).
 */
export type Criterion =
  | IdCriterion
  | LastUpdatedCriterion
  | CreatedAtCriterion
  | CompositeCriterion
  | SimpleCriterion
  | TextCriterion
  | IdentifierCriterion
  | CanonicalVersionCriterion
  | MimeTypeCriterion
  | NearCriterion
  | WordsCriterion
  | TerminologyCriterion;

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

/** `createdAt`, a parameter of HealthLake's: when the first version was stored; else as {@link LastUpdatedCriterion}. */
export interface CreatedAtCriterion {
  readonly kind: 'created-at';
  readonly low: number;
  readonly high: number;
}

/**
 * `code:text=head` (token): CodeableConcept.text, Coding.display or Identifier.type.text, normalised,
 * begins with this normalised text.
 */
export interface TextCriterion {
  readonly kind: 'text';
  readonly value: string;
}

/** `subject:identifier=system|value` (reference): the Reference's own identifier. */
export interface IdentifierCriterion {
  readonly kind: 'identifier';
  readonly token: TokenCriterion;
}

/**
 * `questionnaire:below=url|1` (reference): the canonical URL with this version, or with one that it is a part of
 * (`url|1.0`).
 */
export interface CanonicalVersionCriterion {
  readonly kind: 'canonical-version';
  readonly url: string;
  readonly version: string;
}

/** `contenttype:below=text/plain` (token): the mime type, as `mimeTypeText` writes it, begins so. */
export interface MimeTypeCriterion {
  readonly kind: 'mime-type';
  readonly prefix: string;
}

/** `Location?near=lat|lon|distance|unit`: within the great-circle distance, in kilometres. */
export interface NearCriterion {
  readonly kind: 'near';
  readonly latitude: number;
  readonly longitude: number;
  readonly kilometres: number;
}

/** `_text`, `_content`: all of these words are in the narrative, or anywhere in the resource's texts, and none of others. */
export interface WordsCriterion {
  readonly kind: 'words';
  readonly where: 'narrative' | 'content';
  /** Normalised. */
  readonly words: readonly string[];
  /** After `NOT`, likewise; only one of the two is ever empty. */
  readonly without: readonly string[];
}

/**
 * A set of codes that is not written in the search: `:in` and `:not-in` name a value set, `:above` and
 * `:below` of a token a code with its hierarchy. `expandTerminology` puts token criteria in its place
 * before the search is executed.
 */
export type TerminologyCriterion =
  | { readonly kind: 'value-set'; readonly valueSet: string }
  | {
      readonly kind: 'hierarchy';
      readonly direction: 'above' | 'below';
      readonly system?: string;
      readonly code: string;
    };

/** A token in one of its four forms, or with the type of an Identifier (https://hl7.org/fhir/R4/search.html#token). */
export type TokenCriterion =
  /** `code`: whatever the system. */
  | { readonly kind: 'token'; readonly form: 'code'; readonly code: string }
  /** `system|code`. */
  | { readonly kind: 'token'; readonly form: 'system-code'; readonly system: string; readonly code: string }
  /** `|code`: the value has no system. */
  | { readonly kind: 'token'; readonly form: 'no-system-code'; readonly code: string }
  /** `system|`: any code of the system. */
  | { readonly kind: 'token'; readonly form: 'system'; readonly system: string }
  /** `:of-type=system|code|value`: an Identifier's value, with a coding of its type. */
  | {
      readonly kind: 'token';
      readonly form: 'of-type';
      readonly system: string;
      readonly code: string;
      readonly value: string;
    };

/** The value is equal to one of the targets, as {@link ReferenceValue} writes them. */
export interface ReferenceCriterion {
  readonly kind: 'reference';
  /** One, or `Type/id` for each type the parameter may refer to where only an id was given. */
  readonly targets: readonly string[];
}

/**
 * `equal`: the value is equal to this. `below` (`:below`): it is, or begins with it and goes on at a
 * segment of the path. `above` (`:above`): the value is this, or what one gets by leaving segments out at
 * its end.
 */
export interface UriCriterion {
  readonly kind: 'uri';
  readonly match: 'equal' | 'above' | 'below';
  readonly value: string;
}

/**
 * `starts-with` and `contains` compare normalised texts (`value` is normalised); `exact` the text as it
 * stands, accents and case included.
 */
export interface StringCriterion {
  readonly kind: 'string';
  readonly match: 'starts-with' | 'contains' | 'exact';
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
   * the unit's code or to its text, whatever the system. `canonical`, for a unit of UCUM: values in
   * other units of the same dimension are found, too, by comparing them in base units (`unit`).
   */
  readonly unit?:
    | {
        readonly form: 'system-code';
        readonly system: string;
        readonly code: string;
        readonly canonical?: { readonly unit: string; readonly where: RangeComparison };
      }
    | { readonly form: 'code-or-unit'; readonly code: string };
}

/** One tuple of a {@link CompositeValue} fulfils every component, in order. */
export interface CompositeCriterion {
  readonly kind: 'composite';
  readonly components: readonly SimpleCriterion[];
}
