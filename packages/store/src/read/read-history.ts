import { firstVidAt } from '../clock/version-clock.js';
import { typeNumber } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { openCursor, sealCursor } from './cursor.js';
import { versionColumns, type StoredVersion, type VersionRow } from './stored-version.js';
import { pageOfBodies, versionPage } from './version-page.js';

/** Which versions of a resource (https://hl7.org/fhir/R4/http.html#history). */
export interface HistoryOptions {
  /** Versions on a page. */
  readonly count: number;
  /** The `next` of the page before, asked for with the same `since` and `at`. */
  readonly cursor?: string;
  /** Only versions made at this moment or after. */
  readonly since?: Date;
  /** Only versions that were current at some time in [low, high). */
  readonly at?: { readonly low: Date; readonly high: Date };
}

/** A page of a resource's history, newest first. */
export interface HistoryPage {
  readonly versions: readonly StoredVersion[];
  /** How many versions there are on all pages. */
  readonly total: number;
  /** Goes into the `cursor` of the next page; absent on the last. */
  readonly next?: string;
}

/** The most versions one page may have, whatever is asked for. */
const LARGEST_PAGE = 1000;

interface HistoryRow extends VersionRow {
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
  const list = JSON.stringify(['history', type, id, since?.getTime(), at?.low.getTime(), at?.high.getTime()]);
  const before = options.cursor === undefined ? 2n ** 31n - 1n : openCursor(secret, list, options.cursor);
  const count = Math.min(Math.max(Math.floor(options.count), 0), LARGEST_PAGE);

  const bodies = `SELECT ${versionColumns} FROM page
    JOIN ${schema}.version v ON v.vid = page.vid AND v.part = page.part`;
  // "until" is the version that replaced it. The outer join keeps a row, with the total, for an empty page.
  const rows = await database.query<HistoryRow | { total: number; exists: boolean; vid: null }>(
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
     ), bodies AS (${pageOfBodies(bodies, 'version DESC')})
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
  const found = rows.filter((row): row is HistoryRow => row.vid !== null);
  const { versions, more } = versionPage(found, count);
  const last = versions.at(-1);
  return {
    versions,
    total: first.total,
    ...(more && last !== undefined && { next: sealCursor(secret, list, BigInt(last.version)) }),
  };
}
