import type { ResourceKey } from '../../data-store.js';
import { knownType } from '../../rows/resource-rows.js';
import { typeName } from '../../rows/type-number.js';
import { methodNumber } from '../stored-version.js';
import { patientMembers, placedColumns, type PlacedRow } from './patient-members.js';
import type { DeletedSelection } from './snapshot-selection.js';
import { cursorBatches, type SnapshotSession } from './snapshot-session.js';
import { vidRange } from './vid-range.js';

type DeletedRow = PlacedRow & { readonly id: string };

/** What is deleted now and was so within, the earliest first, a batch at a time. */
export async function* deletedResources(
  session: SnapshotSession,
  { types, changed, patients }: DeletedSelection,
): AsyncGenerator<readonly ResourceKey[]> {
  const { schema } = session.store;
  const members = patients === undefined ? undefined : patientMembers(session, patients);
  const { from, to } = vidRange(changed);
  const statement = {
    text: `SELECT ${placedColumns}, v.id FROM ${schema}.version v
      WHERE v.vid >= $1::bigint AND v.vid < $2::bigint AND v.method = ${methodNumber.delete}
        AND v.type = ANY ($3::smallint[])
        AND EXISTS (SELECT FROM ${schema}.resource r WHERE r.id = v.id AND r.type = v.type AND r.vid = v.vid)
      ORDER BY v.vid`,
    values: [from, to, types.map(knownType)],
  };
  for await (const rows of cursorBatches<DeletedRow>(session, statement, ({ id }) => id.length)) {
    const kept = members?.ofDeleted(rows);
    const shown = kept === undefined ? rows : rows.filter(({ vid }) => kept.has(vid));
    if (shown.length > 0) yield shown.map(({ type, id }) => ({ type: typeName(type), id }));
  }
}
