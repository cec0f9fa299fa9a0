/**
 * Further resources that are wanted with the matches: those that a match refers to (`forward`,
 * `_include`), or those that refer to a match (`reverse`, `_revinclude`).
 * @see https://hl7.org/fhir/R4/search.html#revinclude
 */
export interface Include {
  readonly direction: 'forward' | 'reverse';
  /** The type of the resource that has the reference. */
  readonly source: string;
  /** The keys of the search parameters, of that type, whose references count; all of its reference parameters for `*`. */
  readonly params: readonly string[];
  /** The type of the resource that is referred to, where only one is wanted. */
  readonly target?: string;
  /** Whether it counts for resources that are included, too, and not for the matches alone. */
  readonly iterate: boolean;
}
