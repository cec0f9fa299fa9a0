import { r4Parameters, type SearchParameters } from '@wellspring/fhir';

/**
 * The search parameters that a data store's resources are indexed by, as they were at one moment. What is written is
 * written under their generation, and refused where that is not the latest any more.
 */
export interface IndexedParameters {
  readonly generation: number;
  /** Values are taken by these from what is written. */
  readonly written: SearchParameters;
  /** Those that there may be index rows of: the same, and those whose rows are being removed. */
  readonly held: SearchParameters;
}

/** Of a data store that has never had a parameter of its own. */
export const specifiedOnly: IndexedParameters = {
  generation: 0,
  written: r4Parameters,
  held: r4Parameters,
};
