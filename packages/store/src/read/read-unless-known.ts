import { BinaryArray } from '../rows/binary-array.js';
import type { StoreContext } from '../store-context.js';
import type { CurrentVersion, VersionKey } from '../write/current-version.js';
import type { StoredVersion, VersionRow } from './stored-version.js';

/** A resource whose current version is wanted. */
export interface WantedVersion extends VersionKey {
  /** A version of it that is here; where that is the current one, its row is not fetched. */
  readonly known: StoredVersion | undefined;
}

/** What is current: a version's row, or `known`: the version that is here. Undefined: there is no such resource. */
export type FoundVersion = CurrentVersion | 'known' | undefined;

/** Who has no version of it never hears that it is the current one. */
export type FoundUnknown = Exclude<FoundVersion, 'known'>;

interface CurrentRow extends Pick<CurrentVersion, 'vid' | 'version' | 'part' | 'deleted'> {
  readonly place: number;
  /** Those of the version; null where it is known. */
  readonly id: string | null;
  readonly method: number | null;
  readonly body: VersionRow['body'];
}

/** No version has this id. */
const NONE = -1n;

/**
 * Which versions are current, and those of them that are not here, in one statement. So a version that is here costs the
 * database half as much as one that is not, and the server next to nothing; and it is never answered before the database
 * has said that it is the current one.
 */
export async function readUnlessKnown(
  { database, schema }: Pick<StoreContext, 'database' | 'schema'>,
  keys: readonly WantedVersion[],
): Promise<readonly FoundVersion[]> {
  const rows = keys.length === 1 ? await one(database, schema, keys[0]!) : await many(database, schema, keys);
  const found = new Array<FoundVersion>(keys.length).fill(undefined);
  for (const row of rows) found[row.place - 1] = foundVersion(keys[row.place - 1]!, row);
  return found;
}

function foundVersion({ type, id: asked, known }: WantedVersion, row: CurrentRow): FoundVersion {
  const { vid, version, part, deleted, id, method, body } = row;
  // The id alone names a version, but one that was erased may be given out again, where a clock is set back.
  if (known?.vid === vid && known.version === version) return 'known';
  if (method === null) return undefined;
  return { vid, type, id: id ?? asked, version, method, body, part, deleted };
}

/** @param vid and `version` of the one that is known, as SQL */
function currentText(schema: string, vid: string, version: string, key: string): string {
  // Nothing equals NULL, so the version's row is not looked for then.
  return `SELECT r.vid, r.version, r.part, r.deleted, v.id, v.method, v.body FROM ${schema}.resource r
      LEFT JOIN ${schema}.version v
        ON v.vid = CASE WHEN r.vid = ${vid} AND r.version = ${version} THEN NULL ELSE r.vid END AND v.part = r.part
      WHERE ${key}`;
}

function one(
  database: StoreContext['database'],
  schema: string,
  { type, id, known }: WantedVersion,
): Promise<readonly CurrentRow[]> {
  return database.prepared<CurrentRow>(
    `SELECT 1 AS place, c.* FROM (${currentText(schema, '$3::bigint', '$4::integer', 'r.id = $1 AND r.type = $2')}) c`,
    [id, type, known?.vid ?? NONE, known?.version ?? 0],
  );
}

function many(
  database: StoreContext['database'],
  schema: string,
  keys: readonly WantedVersion[],
): Promise<readonly CurrentRow[]> {
  const ids = new BinaryArray('text');
  const types = new BinaryArray('smallint');
  const vids = new BinaryArray('bigint');
  const versions = new BinaryArray('integer');
  for (const { type, id, known } of keys) {
    ids.text(id);
    types.int2(type);
    vids.bigint(known?.vid ?? NONE);
    versions.int4(known?.version ?? 0);
  }
  // The lateral query cannot be flattened: a look-up for each key, whatever the planner expects.
  const current = currentText(schema, 'k.vid', 'k.version', 'r.id = k.id AND r.type = k.type OFFSET 0');
  return database.prepared<CurrentRow>(
    `SELECT k.place::integer AS place, c.* FROM
      unnest($1::text[], $2::smallint[], $3::bigint[], $4::integer[]) WITH ORDINALITY AS k (id, type, vid, version, place)
      CROSS JOIN LATERAL (${current}) c`,
    [ids, types, vids, versions].map((array) => array.finished(keys.length)),
  );
}
