import { firstVidAt } from '../clock/version-clock.js';
import { typeNumber } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { openCursor, sealCursor } from './cursor.js';
import {
  createdColumn,
  historyList,
  historyPage,
  pageSize,
  type HistoryOptions,
  type HistoryPage,
  type HistoryRow,
} from './history-version.js';
import { versionColumns } from './stored-version.js';
import { pageOfBodies } from './version-page.js';

interface CountedRow extends HistoryRow {
  readonly total: number;
}

/** A resource's versions: the current one and those it superseded. Undefined: no such resource ever was. */
export async function readHistory(
  { database, schema, secret }: StoreContext,
  type: string,
  id: string,
  options: HistoryOptions,
): Promise<HistoryPage | undefined> {
  const number = typeNumber(type);
  if (number === undefined) return undefined;
  const { since, at } = options;
  const list = historyList([type, id], options);
  const before = options.cursor === undefined ? 2n ** 31n - 1n : openCursor(secret, list, options.cursor);
  const count = pageSize(options);

  const bodies = `SELECT ${versionColumns}, ${createdColumn(schema)} FROM page
    JOIN ${schema}.version v ON v.vid = page.vid AND v.part = page.part`;
  // "until" is the version that replaced it. The outer join keeps a row, with the total, for an empty page.
  const rows = await database.query<CountedRow | { total: number; exists: boolean; vid: null }>(
    `WITH every AS (
       SELECT vid, part, version FROM ${schema}.resource WHERE id = $1 AND type = $2
       UNION ALL
       SELECT vid, part, version FROM ${schema}.superseded WHERE id = $1 AND type = $2
     ), wanted AS (
       SELECT vid, part, version FROM (
         SELECT vid, part, version, lead(vid) OVER (ORDER BY version) AS until FROM every
       ) spans
       WHERE vid >= $3::bigint AND vid < $4::bigint AND (until IS NULL OR until > $5::bigint)
     ), page AS MATERIALIZED (
       SELECT vid, part FROM wanted WHERE version < $6::bigint ORDER BY version DESC LIMIT $7::bigint
     ), bodies AS (${pageOfBodies(bodies, 'version DESC', 'created, ')})
     SELECT bodies.*, totals.total, totals.exists
     FROM (SELECT (SELECT count(*)::integer FROM wanted) AS total, EXISTS (SELECT FROM every) AS exists) totals
     LEFT JOIN bodies ON true ORDER BY bodies.version DESC`,
    [
      id,
      number,
      since === undefined ? 0n : firstVidAt(since.getTime() * 1000),
      at === undefined ? 2n ** 63n - 1n : firstVidAt(at.high.getTime() * 1000),
      at === undefined ? 0n : firstVidAt(at.low.getTime() * 1000),
      before,
      count + 1,
    ],
  );
  const first = rows[0]!;
  if ('exists' in first && !first.exists) return undefined;
  const found = rows.filter((row): row is CountedRow => row.vid !== null);
  const { versions, more } = historyPage(found, count);
  const last = versions.at(-1);
  const place = ({ version }: { readonly version: number }): string =>
    sealCursor(secret, list, BigInt(version));
  return {
    versions,
    total: first.total,
    ...(more && last !== undefined && { next: place(last) }),
    place,
  };
}
