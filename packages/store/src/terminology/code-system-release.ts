import type { CodeSystemKind } from './code-system-kind.js';

/** One version of a code system that was loaded into a data store. */
export interface CodeSystemRelease {
  readonly kind: CodeSystemKind;
  /** The canonical URL of the code system. */
  readonly system: string;
  readonly version: string;
  /** How many concepts it has. */
  readonly concepts: number;
  readonly loaded: Date;
}

/** A release with the number that its tables end in. */
export interface NumberedRelease extends CodeSystemRelease {
  readonly release: number;
}
