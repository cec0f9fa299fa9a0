import { versionColumns } from './stored-version.js';

/** The statement that reads one, by its id ($1) and the number of its type ($2). */
export function currentVersionText(schema: string): string {
  return `SELECT ${versionColumns}, r.part, r.deleted FROM ${schema}.resource r
    JOIN ${schema}.version v ON v.vid = r.vid AND v.part = r.part WHERE r.id = $1 AND r.type = $2`;
}
