/** Totals that are remembered; each is some hundred bytes. */
const KEPT = 1_000;

/** A total, and the state of the database that it was counted in. */
export interface KnownTotal {
  readonly total: number;
  /** `pg_current_snapshot()`: which transactions are seen. */
  readonly snapshot: string;
}

/**
 * Totals that were counted. Two statements with the same snapshot see exactly the same rows, so a total holds
 * for as long as nobody has written anything: every page of a list is asked for with its total, and to count
 * 700,000 resources takes 70 ms.
 *
 * @see https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT
 */
export interface TotalMemory {
  get(statement: string): KnownTotal | undefined;
  set(statement: string, total: KnownTotal): void;
}

export function createTotalMemory(): TotalMemory {
  const known = new Map<string, KnownTotal>();
  return {
    get: (statement) => known.get(statement),
    set: (statement, total) => {
      known.delete(statement);
      known.set(statement, total);
      if (known.size > KEPT) known.delete(known.keys().next().value!);
    },
  };
}
