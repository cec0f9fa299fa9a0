/** Why a value from outside cannot be taken, in words that go on after "the value …". */
export interface Fault {
  readonly fault: string;
}

/** A value, or why there is none. */
export type OrFault<T> = T | Fault;

/** Whether it is a fault. */
export function isFault(outcome: unknown): outcome is Fault {
  return typeof outcome === 'object' && outcome !== null && 'fault' in outcome;
}

/** All the values, or the first fault. */
export function allOrFault<T>(outcomes: readonly OrFault<T>[]): OrFault<readonly T[]> {
  return outcomes.find(isFault) ?? (outcomes as readonly T[]);
}

/** A list of the one value, or the fault. */
export function asList<T>(outcome: OrFault<T>): OrFault<readonly T[]> {
  return isFault(outcome) ? outcome : [outcome];
}
