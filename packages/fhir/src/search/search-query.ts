import type { Subset } from '../subset/subset.js';
import type { Criterion } from './criterion.js';
import type { Include } from './include.js';
import type { HierarchyLink } from './reference-hierarchy.js';

/** What a resource of one type has to fulfil. */
export type Condition =
  | ParameterCondition
  | MissingCondition
  | HierarchyCondition
  | ChainCondition
  | ReverseChainCondition
  | EitherCondition
  | AllCondition
  | AnyCondition;

/** The parameter `param` fulfils at least one of the criteria (never an empty list, but see `negated`). */
export interface ParameterCondition {
  readonly kind: 'parameter';
  /** The search parameter's name (`code`, `_id`, `_lastUpdated`). */
  readonly param: string;
  /** All of one kind; empty after `expandTerminology` where a value set has no codes: nothing fulfils it. */
  readonly anyOf: readonly Criterion[];
  /** `:not`, `:not-in`: none of the criteria is fulfilled, be it that there is no value. */
  readonly negated?: true;
}

/** `gender:missing=true`: whether the parameter takes any value from the resource. */
export interface MissingCondition {
  readonly kind: 'missing';
  readonly param: string;
  readonly missing: boolean;
}

/**
 * `location:below=Location/42`: the reference parameter leads to one of the targets, or to a current resource
 * that is part of one of them, through however many others. `above`: or to what they are part of.
 */
export interface HierarchyCondition {
  readonly kind: 'hierarchy';
  readonly param: string;
  readonly direction: 'above' | 'below';
  /** As {@link ReferenceValue} writes them; never empty. */
  readonly targets: readonly string[];
  /** How resources say what they are part of; each leads to its own type only. */
  readonly links: readonly HierarchyLink[];
}

/**
 * `subject:Patient.name=x`: the reference parameter leads to a current resource of this data store that
 * fulfils the condition for its type. Untyped chains name every type that the rest makes sense for.
 */
export interface ChainCondition {
  readonly kind: 'chain';
  readonly param: string;
  /** Never empty; each type once. */
  readonly targets: readonly TypeCondition[];
}

/** `_has:Observation:patient:code=x`: a resource of `source.type` refers here by `param`, and fulfils the condition. */
export interface ReverseChainCondition {
  readonly kind: 'reverse-chain';
  readonly param: string;
  readonly source: TypeCondition;
}

/** At least one of them: a compartment, whose types belong to it by one of several parameters. */
export interface EitherCondition {
  readonly kind: 'either';
  /** Never empty. */
  readonly conditions: readonly ParameterCondition[];
}

/** All of the conditions; none at all: every resource fulfils it. No search is read as one: who may see what is told so. */
export interface AllCondition {
  readonly kind: 'all';
  readonly conditions: readonly Condition[];
}

/** At least one of the conditions; none at all: no resource fulfils it. As for {@link AllCondition}. */
export interface AnyCondition {
  readonly kind: 'any';
  readonly conditions: readonly Condition[];
}

export interface TypeCondition {
  readonly type: string;
  readonly condition: Condition;
  /**
   * What a resource of the data store has to fulfil besides, since others are not seen by who searches. What lies
   * inside another resource is seen with it, and need not. Absent: nothing.
   */
  readonly visible?: Condition;
}

/** One key of an order; resources without a value come last when ascending, first when descending. */
export interface SortKey {
  /** `_lastUpdated`, `_id`, or a search parameter of every type that is searched. */
  readonly param: string;
  readonly direction: 'ascending' | 'descending';
}

/** The resources of one type that a search is for. */
export interface TypeSearch {
  readonly type: string;
  /** All are to be fulfilled; empty: every resource of the type. */
  readonly conditions: readonly Condition[];
}

/** A search of one resource type or several, understood and checked, not executed. */
export interface SearchQuery {
  /** One for a search of a type; several for one of the whole system or a compartment. Never empty. */
  readonly searches: readonly TypeSearch[];
  /** Matches on a page. 0 (also `_summary=count`): only the total is wanted; `total` is then `accurate`. */
  readonly count: number;
  /** The opaque place to go on from, out of an earlier page's link. Not checked here. */
  readonly cursor?: string;
  readonly total: 'none' | 'estimate' | 'accurate';
  /**
   * Never empty: newest first (`_lastUpdated` descending) unless asked otherwise. Where all keys are equal
   * the order is that of the last change, in the direction of the last key.
   */
  readonly sort: readonly SortKey[];
  /** The part of each match that is asked for, for whoever answers; absent: all of it. */
  readonly subset?: Subset;
  /** What is wanted with the matches, likewise; absent: nothing. */
  readonly includes?: readonly Include[];
  /**
   * The parameters that were used, as they were given, for the self link: result parameters
   * included, the cursor and what was ignored left out.
   */
  readonly applied: readonly (readonly [name: string, value: string])[];
}
