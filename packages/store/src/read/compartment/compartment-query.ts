import type { Compartment, Condition } from '@wellspring/fhir';
import type { ResourceKey } from '../../data-store.js';
import type { StoredVersion } from '../stored-version.js';

/** Which of a compartment's resources (https://hl7.org/fhir/R4/compartmentdefinition.html). */
export interface CompartmentQuery {
  readonly compartment: Compartment;
  /** The id of the resource that the compartment is named by. */
  readonly id: string;
  /** Resources on the page; 0: only the total is wanted. */
  readonly count: number;
  /** Only what comes after this one; it need not be there any more. */
  readonly after?: ResourceKey | undefined;
  /** Only these types; absent: all that can be in the compartment. */
  readonly types?: readonly string[] | undefined;
  /** Only what was last changed at this moment or after, in microseconds since 1970. */
  readonly since?: number | undefined;
  /** Of these types, only what fulfils a condition: who asks sees no others. */
  readonly visible?: ReadonlyMap<string, Condition> | undefined;
  /** Only what lies in a time, or cannot be placed in time. */
  readonly during?: During | undefined;
}

/** A time that resources overlap by the values of one date parameter of their type. */
export interface During {
  /** [low, high) in microseconds since 1970; infinite where it is open. */
  readonly low: number;
  readonly high: number;
  /** By resource type; a type without one, and a resource without a value, is never left out. */
  readonly params: ReadonlyMap<string, string>;
}

/** A page of a compartment, in the order of type names and then of ids. */
export interface CompartmentPage {
  readonly matches: readonly StoredVersion[];
  /** Goes into the `after` of the next page; absent on the last. */
  readonly next?: ResourceKey;
  /** How many there are on all pages. */
  readonly total: number;
}
