import type { Hash64 } from '../../hash/sip-hash.js';
import type { Arm, HashArm } from './arm.js';

/** A search of one type in the terms of the index. */
export interface SearchPlan {
  readonly type: PlannedType;
  /** All are to be fulfilled. */
  readonly conditions: readonly PlannedCondition[];
  /** Only these resources, where `_id` is given. */
  readonly ids: readonly string[] | undefined;
  /** Only version ids within one of the spans of each of these lists (`_lastUpdated`). */
  readonly spans: readonly (readonly VidSpan[])[];
}

export interface PlannedType {
  readonly number: number;
  /** The row that every resource of the type has. */
  readonly whole: HashArm;
}

export type PlannedCondition =
  /** At least one of the arms (none at all: nothing fulfils it); negated: none of them. */
  | { readonly kind: 'arms'; readonly arms: readonly Arm[]; readonly negated: boolean }
  /** A reference under one of the keys leads to a resource of one of the types that fulfils its condition. */
  | { readonly kind: 'chain'; readonly keys: readonly Hash64[]; readonly targets: readonly PlannedTarget[] }
  /** At least one of the conditions: a chain that is also answered inside resources; several rights to see. */
  | { readonly kind: 'any'; readonly conditions: readonly PlannedCondition[] }
  /** All of the conditions. */
  | { readonly kind: 'all'; readonly conditions: readonly PlannedCondition[] }
  /** A resource of the type `source` refers here under one of the keys, and fulfils its condition. */
  | { readonly kind: 'reverse-chain'; readonly keys: readonly Hash64[]; readonly source: PlannedTarget };

export interface PlannedTarget {
  readonly type: PlannedType;
  readonly condition: PlannedCondition;
}

/** low <= vid < high */
export interface VidSpan {
  readonly low: bigint;
  readonly high: bigint;
}
