import type { HierarchyCondition, SearchParameters } from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import type { StoreContext } from '../../store-context.js';

/** What was found above or below, and the targets themselves, each as the hash of a reference to it. */
export type Hierarchies = ReadonlyMap<HierarchyCondition, readonly Hash64[]>;

/** The keys of shapes of resources inside others, of those that there are any of, as `insideName` has them. */
export type Insides = ReadonlySet<string>;

/** What a search is planned with. */
export interface PlanContext extends Pick<StoreContext, 'id' | 'term'> {
  readonly hierarchies: Hierarchies;
  /** By which the search was read. */
  readonly parameters: SearchParameters;
  /** Where chains are answered inside resources, too; absent: nowhere. */
  readonly insides?: Insides;
}
