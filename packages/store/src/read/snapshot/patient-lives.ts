import { toBigInt } from '../../hash/sip-hash.js';
import { knownType } from '../../rows/resource-rows.js';
import type { SnapshotSession } from './snapshot-session.js';

/** [low, high) in microseconds since 1970, at the precision of the date. */
export interface LifeDate {
  readonly low: number;
  readonly high: number;
}

/** When a patient was born and died, as far as the index has it. */
export interface PatientLife {
  readonly birth: LifeDate | undefined;
  readonly death: LifeDate | undefined;
}

interface LifeRow {
  readonly id: string;
  readonly birth_low: bigint | null;
  readonly birth_high: bigint | null;
  readonly death_low: bigint | null;
  readonly death_high: bigint | null;
}

/** The lives of patients, by their ids, from the rows of `birthdate` and `death-date`; who is not there is left out. */
export async function patientLives(
  { query, store: { schema, term } }: SnapshotSession,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PatientLife>> {
  const dateOf = (alias: string, key: string): string =>
    `LEFT JOIN LATERAL (SELECT low, high FROM ${schema}.date d WHERE d.vid = r.vid AND d.key = ${key}::bigint LIMIT 1) ${alias} ON true`;
  const rows = await query<LifeRow>({
    text: `SELECT u.id, b.low AS birth_low, b.high AS birth_high, d.low AS death_low, d.high AS death_high
      FROM unnest($1::text[]) AS u (id)
      CROSS JOIN LATERAL (
        SELECT vid FROM ${schema}.resource r WHERE r.id = u.id AND r.type = $2::smallint AND NOT r.deleted OFFSET 0
      ) r ${dateOf('b', '$3')} ${dateOf('d', '$4')}`,
    values: [
      ids,
      knownType('Patient'),
      toBigInt(term.parameter('Patient', 'birthdate')),
      toBigInt(term.parameter('Patient', 'death-date')),
    ],
  });
  return new Map(
    rows.map((row) => [
      row.id,
      { birth: lifeDate(row.birth_low, row.birth_high), death: lifeDate(row.death_low, row.death_high) },
    ]),
  );
}

function lifeDate(low: bigint | null, high: bigint | null): LifeDate | undefined {
  return low === null || high === null ? undefined : { low: Number(low), high: Number(high) };
}
