/** Whose data a scope is about: the patient's in context, what the user may see, or all there is. */
export type ScopeLevel = 'patient' | 'user' | 'system';

/** The letters of V2: create, read, update, delete, search. */
export type ScopeInteraction = 'c' | 'r' | 'u' | 'd' | 's';

/** One `parameter=value` behind the question mark of a granular scope, percent-decoded. */
export interface ScopeFilter {
  /** The search parameter with its modifier, as it stands before the equals sign: `category`, `code:not`. */
  readonly parameter: string;
  /** The search value, alternatives and escapes and all: `laboratory,vital-signs`. */
  readonly value: string;
}

/**
 * One scope that gives access to resources (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html).
 */
export interface ResourceScope {
  /** As it was granted, without the prefix of the URI form. */
  readonly text: string;
  readonly level: ScopeLevel;
  /** An R4 resource type, `Transaction` (HealthLake's asynchronous transactions), or `*` for any. */
  readonly type: string;
  readonly interactions: ReadonlySet<ScopeInteraction>;
  /** All of them must hold of a resource; none: every resource of the type. Never with the type `*`. */
  readonly filters: readonly ScopeFilter[];
  /** The grammar that the scope is written in: `read` and `write` and `*`, or letters. */
  readonly version: 'v1' | 'v2';
}
