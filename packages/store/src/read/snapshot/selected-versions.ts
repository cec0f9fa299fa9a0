import { toBigInt } from '../../hash/sip-hash.js';
import { knownType } from '../../rows/resource-rows.js';
import type { Statement } from '../../write/versions-statement.js';
import { storedVersion, versionColumns, type VersionRow } from '../stored-version.js';
import { compartmentHashes, patientMembers, type PlacedRow } from './patient-members.js';
import { keptRows } from './kept-rows.js';
import { searchedVersions } from './searched-versions.js';
import type { SnapshotSelection } from './snapshot-selection.js';
import { cursorBatches, type SnapshotResource, type SnapshotSession } from './snapshot-session.js';
import { versionsAt } from './versions-at.js';
import { vidRange, type VidRange } from './vid-range.js';

type SelectedRow = VersionRow & PlacedRow;

/** A stored body that is larger is read by itself: a batch of the largest that are accepted would be gigabytes. */
const LARGE_BODY = 64 * 1024;
const columns = `v.vid, v.type, v.id, v.version, v.method, v.part, v.self,
  CASE WHEN octet_length(v.body) <= ${LARGE_BODY} THEN v.body END AS body`;

/** The resources of a selection, a batch at a time. */
export async function* selectedVersions(
  session: SnapshotSession,
  { type, changed, ids, patients, anyOf }: SnapshotSelection,
): AsyncGenerator<readonly SnapshotResource[]> {
  const members = patients === undefined ? undefined : patientMembers(session, patients);
  if (anyOf !== undefined) {
    yield* searchedVersions(session, type, anyOf, vidRange(changed), members);
    return;
  }
  const selves = type === 'Provenance' ? undefined : members?.selves;
  const statement =
    ids !== undefined
      ? rowsOfIds(session, type, ids, vidRange(changed))
      : selves !== undefined
        ? rowsOfPatients(session, type, selves, vidRange(changed))
        : rowsOfType(session, type, vidRange(changed));
  for await (const rows of cursorBatches<SelectedRow>(session, statement, ({ body }) => body?.length ?? 0)) {
    const kept = selves !== undefined ? rows : await keptRows(session, type, rows, members);
    let ready: SnapshotResource[] = [];
    for (const row of kept) {
      if (row.body !== null) {
        ready.push(present(row));
        continue;
      }
      if (ready.length > 0) yield ready;
      ready = [];
      yield [present(await wholeRow(session, row))];
    }
    if (ready.length > 0) yield ready;
  }
}

async function wholeRow(
  { query, store: { schema } }: SnapshotSession,
  { vid, part }: SelectedRow,
): Promise<VersionRow> {
  const [row] = await query<VersionRow>({
    text: `SELECT ${versionColumns} FROM ${schema}.version v WHERE v.vid = $1::bigint AND v.part = $2::integer`,
    values: [vid, part],
  });
  if (row === undefined) throw new Error('A version is gone from its own snapshot');
  return row;
}

function present(row: VersionRow): SnapshotResource {
  const version = storedVersion(row);
  if (version.body === undefined) throw new Error('A deleted resource is in the index');
  return { ...version, body: version.body };
}

/** Index rows of `_type` are in the order of version ids; each leads to its version by the primary key. */
function rowsOfType(
  { store: { schema, term } }: SnapshotSession,
  type: string,
  { from, to }: VidRange,
): Statement {
  return {
    text: versionsAt(
      schema,
      columns,
      `SELECT t.vid, t.part FROM ${schema}.token t
       WHERE t.hash = $1::bigint AND t.vid >= $2::bigint AND t.vid < $3::bigint ORDER BY t.vid OFFSET 0`,
    ),
    values: [toBigInt(term.parameter(type, '_type')), from, to],
  };
}

/** A look-up for each id, whatever the planner expects. */
function rowsOfIds(
  { store: { schema } }: SnapshotSession,
  type: string,
  ids: readonly string[],
  { from, to }: VidRange,
): Statement {
  return {
    text: versionsAt(
      schema,
      columns,
      `SELECT r.vid, r.part FROM unnest($1::text[]) AS u (id)
       CROSS JOIN LATERAL (
         SELECT vid, part FROM ${schema}.resource r
         WHERE r.id = u.id AND r.type = $2::smallint AND NOT r.deleted OFFSET 0
       ) r WHERE r.vid >= $3::bigint AND r.vid < $4::bigint ORDER BY r.vid OFFSET 0`,
    ),
    values: [ids, knownType(type), from, to],
  };
}

/** By the references to each patient, so that a small group does not cost a look at everything. */
function rowsOfPatients(
  { store }: SnapshotSession,
  type: string,
  selves: BigInt64Array,
  { from, to }: VidRange,
): Statement {
  const { schema } = store;
  const patients = Array.from(selves);
  const places =
    type === 'Patient'
      ? `SELECT r.vid, r.part FROM unnest($1::bigint[]) AS m (self)
         CROSS JOIN LATERAL (
           SELECT vid, part FROM ${schema}.resource r
           WHERE r.self = m.self AND r.type = $2::smallint AND NOT r.deleted OFFSET 0
         ) r WHERE r.vid >= $3::bigint AND r.vid < $4::bigint`
      : `SELECT DISTINCT r.vid, r.part FROM unnest($1::bigint[]) AS m (self)
         CROSS JOIN unnest($2::bigint[]) AS p (param)
         CROSS JOIN LATERAL (
           SELECT vid, part FROM ${schema}.reference r
           WHERE r.hash = m.self # p.param AND r.vid >= $3::bigint AND r.vid < $4::bigint OFFSET 0
         ) r`;
  return {
    text: versionsAt(schema, columns, `${places} ORDER BY vid OFFSET 0`),
    values: [patients, type === 'Patient' ? knownType(type) : compartmentHashes(store, type), from, to],
  };
}
