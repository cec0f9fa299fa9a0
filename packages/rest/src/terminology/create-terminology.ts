import type { TerminologySource } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import { createParsedTrees } from './parsed-trees.js';
import { storedTerminology } from './stored-terminology.js';

/**
 * The value sets and code systems of data stores, for those who search outside of a request.
 *
 * @example
 * const terminology = createTerminology();
 * const outcome = await expandTerminology(query, terminology(store));
 */
export function createTerminology(): (store: DataStore) => TerminologySource {
  const trees = createParsedTrees();
  return (store) => storedTerminology(store, trees);
}
