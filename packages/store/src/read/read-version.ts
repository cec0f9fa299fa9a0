import { typeNumber } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { currentVersion } from '../write/current-version.js';
import { storedVersion, versionColumns, type StoredVersion, type VersionRow } from './stored-version.js';

/** The current version of a resource; of a deleted one, the version that deleted it. */
export async function readCurrent(
  store: StoreContext,
  type: string,
  id: string,
): Promise<StoredVersion | undefined> {
  const number = typeNumber(type);
  if (number === undefined) return undefined;
  const { distribution, together, versions } = store;
  if (distribution !== undefined || together === undefined) {
    const current = await currentVersion(store, number, id);
    return current === undefined ? undefined : storedVersion(current);
  }
  const known = versions.latest(type, id);
  const found = await together.readUnlessKnown({ type: number, id, known });
  if (found === undefined) return undefined;
  if (found === 'known') return known;
  const current = storedVersion(found);
  versions.set(current);
  return current;
}

/** PostgreSQL's integer: no version has a larger number. */
const LAST_VERSION = 2 ** 31 - 1;

/** One version of a resource, the current one or an earlier. */
export async function readVersion(
  { database, schema }: StoreContext,
  type: string,
  id: string,
  version: number,
): Promise<StoredVersion | undefined> {
  const number = typeNumber(type);
  if (number === undefined || !Number.isInteger(version) || version < 1 || version > LAST_VERSION)
    return undefined;
  const [row] = await database.prepared<VersionRow>(
    `SELECT ${versionColumns} FROM (
       SELECT vid, part FROM ${schema}.resource WHERE id = $1 AND type = $2 AND version = $3
       UNION ALL
       SELECT vid, part FROM ${schema}.superseded WHERE id = $1 AND type = $2 AND version = $3
     ) h JOIN ${schema}.version v ON v.vid = h.vid AND v.part = h.part`,
    [id, number, version],
  );
  return row === undefined ? undefined : storedVersion(row);
}
