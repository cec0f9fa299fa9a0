import { toBigInt } from '../../hash/sip-hash.js';
import { placedColumns, type PatientMembers, type PlacedRow } from './patient-members.js';
import type { SnapshotSession } from './snapshot-session.js';

/** Those of a type's rows that are in the compartments. */
export async function keptRows<Row extends PlacedRow>(
  session: SnapshotSession,
  type: string,
  rows: readonly Row[],
  members: PatientMembers | undefined,
): Promise<readonly Row[]> {
  if (members === undefined) return rows;
  const kept = await members.of(rows);
  const rest = type === 'Provenance' ? await provenanceOf(session, rows, members) : undefined;
  return rows.filter(({ vid }) => kept.has(vid) || rest?.has(vid) === true);
}

/**
 * The version ids of those Provenance resources that are about something in the compartments: an export of
 * patients has them, too (https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters).
 */
async function provenanceOf(
  { query, store: { schema, term } }: SnapshotSession,
  rows: readonly PlacedRow[],
  members: PatientMembers,
): Promise<ReadonlySet<bigint>> {
  const targets = await query<PlacedRow & { provenance: bigint }>({
    text: `SELECT r.vid AS provenance, ${placedColumns} FROM unnest($1::bigint[]) AS u (vid)
      CROSS JOIN LATERAL (
        SELECT r.vid, r.hash FROM ${schema}.reference r WHERE r.vid = u.vid OFFSET 0
      ) r CROSS JOIN LATERAL (
        SELECT * FROM ${schema}.resource v WHERE v.self = r.hash # $2::bigint AND NOT v.deleted OFFSET 0
      ) v`,
    values: [rows.map(({ vid }) => vid), toBigInt(term.parameter('Provenance', 'target'))],
  });
  const kept = await members.of(targets);
  return new Set(targets.filter(({ vid }) => kept.has(vid)).map(({ provenance }) => provenance));
}
