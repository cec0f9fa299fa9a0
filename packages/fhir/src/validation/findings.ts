import type { Issue } from '../issue.js';

/** One code as the data has it. */
export interface AskedCoding {
  readonly system?: string;
  readonly version?: string;
  readonly code?: string;
  readonly display?: string;
}

/**
 * A binding that only a terminology can judge: one of the codings has to be in the value set. Bindings to value
 * sets that the specification lists whole are judged at once and are no questions.
 */
export interface CodeQuestion {
  /** FHIRPath of the element: `Observation.code`. */
  readonly expression: string;
  /** Canonical URL of the value set, with `|version` where the definition has one. */
  readonly valueSet: string;
  /** Bindings of strength preferred and example are not asked. */
  readonly strength: 'required' | 'extensible';
  /** Empty: the concept is text alone. */
  readonly codings: readonly AskedCoding[];
}

/** What one validation found by itself, and what it leaves to ask a terminology. */
export interface Findings {
  readonly issues: readonly Issue[];
  readonly questions: readonly CodeQuestion[];
}
