import { watchState, type Database, type WatchedState } from '@wellspring/database';
import { validationLevels, type ValidationLevel } from '@wellspring/fhir';

/** How what data has to be like here stands at a moment. */
export interface ConformanceState {
  /** Another one whenever profiles, value sets, code systems, concept maps or packages were changed, by whomever. */
  readonly generation: string;
  /** The level of validation that the data store is set to; undefined: what the operator's setting says. */
  readonly level: ValidationLevel | undefined;
}

/** Keeps up with the state of one data store. */
export type ConformanceWatch = WatchedState<ConformanceState>;

/** Rows that are kept: the table only tells whether it is another than before. */
const KEPT_ROWS = 1_000;

/**
 * The rows of `conformance_change` tell it (migration 0008): which there are, and not only the latest, since a
 * transaction may be committed after one that began later.
 *
 * @param prepared of a pool of its own, so that a unit of work that holds a connection may ask, too
 */
export function watchConformance(
  database: Pick<Database, 'prepared' | 'query'>,
  schema: string,
): ConformanceWatch {
  const read = async (): Promise<ConformanceState> => {
    const [row] = await database.prepared<{ rows: number; last: bigint; sum: string; level: string | null }>(
      `SELECT c.rows, c.last, c.sum, s.level
       FROM (SELECT count(*)::int AS rows, COALESCE(max(id), 0) AS last, COALESCE(sum(id), 0)::text AS sum
         FROM ${schema}.conformance_change) c
       LEFT JOIN ${schema}.validation_setting s ON true`,
      [],
    );
    const { rows, last, sum, level } = row!;
    const state = {
      generation: `${last}-${rows}-${sum}`,
      level: validationLevels.find((each) => each === level),
    };
    if (rows > KEPT_ROWS) void prune(last);
    return state;
  };
  /** Of use, not needed. */
  const prune = async (last: bigint): Promise<void> => {
    await database
      .query(`DELETE FROM ${schema}.conformance_change WHERE id < $1`, [last])
      .catch(() => undefined);
  };

  return watchState(read);
}
