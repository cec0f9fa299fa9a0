import type { InsideResource } from '../inside/resources-inside.js';
import type { JsonObject } from '../../json/json-value.js';
import type { SearchParameters } from '../parameter-set.js';

/** A resource as a search sees it. It must not be changed while it is being matched. */
export interface MatchedResource {
  readonly type: string;
  readonly id: string;
  /** The resource itself. */
  readonly tree: JsonObject;
  /** Microseconds since 1970 UTC. */
  readonly lastUpdated: number;
  /** When its first version was stored, likewise; absent: nothing is found by `createdAt`. */
  readonly createdAt?: number;
  /** The data store whose absolute addresses are the same as relative ones; absent: none are. */
  readonly storeId?: string;
  /** Those of the data store, by which the searches were read; absent: R4's alone. */
  readonly parameters?: SearchParameters;
  /**
   * Of a resource that lies within another: what it leads to there. Such a one has no id and no times of its own,
   * and none refers to it. Absent: it is a resource of a data store.
   */
  readonly within?: readonly InsideResource[];
}

/** The other resources, for chains and hierarchies. */
export interface ResourceGraph {
  /** The current resource that `Type/id` leads to; undefined where there is none, or it is deleted. */
  resolve(target: string): MatchedResource | undefined;
  /** Every current resource of a type that refers to `Type/id` by a search parameter. */
  referring(type: string, param: string, target: string): Iterable<MatchedResource>;
}
