import { WellspringError } from '@wellspring/errors';
import { openCursor, sealCursor } from '../read/cursor.js';
import { createdColumn, historyPage, type HistoryRow, type HistoryVersion } from '../read/history-version.js';
import type { Distributed } from '../distribution/identity.js';
import { eachShard, unmoved } from '../distribution/in-shards.js';
import { versionColumns } from '../read/stored-version.js';
import { pageOfBodies } from '../read/version-page.js';
import { knownType } from '../rows/resource-rows.js';
import type { StoreContext } from '../store-context.js';

/** Which changes of a data store. */
export interface ChangesOptions {
  /** The `next` of the page before; `now`: from what is settled at this moment on; absent: from the beginning. */
  readonly since?: string;
  /** Only of these resource types; default all. */
  readonly types?: readonly string[];
  /** Changes on a page. */
  readonly count: number;
  /** How long to wait for a change where there is none, in ms; default not at all. */
  readonly waitMs?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** Changes in the order in which they were made: each version of each resource is one. */
export interface ChangesPage {
  readonly changes: readonly HistoryVersion[];
  /** The place after each of them, as the `since` of a later call. */
  readonly places: readonly string[];
  /** The place to go on from; also where there was no change. */
  readonly next: string;
}

/** The most changes one page may have, whatever is asked for. */
const LARGEST_PAGE = 1000;
/** Versions that are looked at in one statement, to find those of a type. */
const LOOKED_AT = 5_000;
/** How long one call looks for changes of a type, in ms; the next goes on from there. */
const LOOK_MS = 2_000;
/** How long a call waits for what was committed before it, where something older is still being written. */
const FRESH_MS = 500;
/** How long for the place where "now" is, when no reader has asked before. */
const FIRST_MS = 10_000;

const list = 'changes';

/** A page of changes after a place. */
export async function readChanges(store: StoreContext, options: ChangesOptions): Promise<ChangesPage> {
  const { secret, watch } = store;
  const { since, types, signal } = options;
  const place = (vid: bigint): string => sealCursor(secret, list, vid);
  if (since === 'now') return { changes: [], places: [], next: place(await now(store)) };

  const numbers = types?.map(knownType);
  const count = Math.min(Math.max(Math.floor(options.count), 1), LARGEST_PAGE);
  const until = performance.now() + (options.waitMs ?? 0);
  let after = since === undefined ? 0n : openCursor(secret, list, since);
  const answer = ({ changes, last }: Found): ChangesPage => ({
    changes,
    places: changes.map(({ vid }) => place(vid)),
    next: place(last),
  });

  // Who is far behind waits for nobody; else what was committed before the call has to be there.
  const known = watch.settled() ?? 0n;
  if (known > after) {
    const page = await pageAfter(store, after, known, numbers, count);
    if (page.last < known) return answer(page);
  }
  let settled = await watch.fresh(FRESH_MS);
  for (;;) {
    if (settled !== undefined && settled > after) {
      const page = await pageAfter(store, after, settled, numbers, count);
      if (page.changes.length > 0) return answer(page);
      after = page.last;
    }
    const patience = until - performance.now();
    if (patience <= 0 || signal?.aborted === true) return answer({ changes: [], last: after });
    await watch.beyond(after, patience, signal);
    settled = watch.settled();
  }
}

/** The place behind which there is whatever is committed from now on, and perhaps a little of what was before. */
async function now({ watch }: StoreContext): Promise<bigint> {
  const settled = (await watch.fresh(FRESH_MS)) ?? (await watch.fresh(FIRST_MS));
  if (settled === undefined)
    throw new WellspringError(
      'changes-unsettled',
      'Writes that began before are still being committed, so the feed has no place to begin at yet',
    );
  return settled;
}

interface LookedAt {
  readonly looked: number;
  readonly last_looked: bigint | null;
}

/** What was found, and up to where there is nothing else. */
interface Found {
  readonly changes: readonly HistoryVersion[];
  readonly last: bigint;
}

/** The changes between two places, as many as a page has room for. */
async function pageAfter(
  store: StoreContext,
  after: bigint,
  settled: bigint,
  types: readonly number[] | undefined,
  count: number,
): Promise<Found> {
  const started = performance.now();
  for (let from = after; ;) {
    const { distribution } = store;
    const { rows, lastLooked } =
      distribution === undefined
        ? await look(store, from, settled, types, count)
        : await lookInShards({ ...store, distribution }, from, settled, types, count);
    const { versions, more } = historyPage(rows, count);
    const last = versions.at(-1)?.vid;
    if (last !== undefined && more) return { changes: versions, last };
    const end = lastLooked ?? settled;
    if (versions.length > 0 || end === settled || performance.now() - started > LOOK_MS)
      return { changes: versions, last: end };
    from = end;
  }
}

/** What one look found; `lastLooked` is undefined where it went up to the end. */
interface Look {
  readonly rows: readonly HistoryRow[];
  readonly lastLooked: bigint | undefined;
}

/** A look at the versions of each shard, merged: it goes as far as the shortest of them. */
async function lookInShards(
  store: StoreContext & Distributed,
  after: bigint,
  settled: bigint,
  types: readonly number[] | undefined,
  count: number,
): Promise<Look> {
  const looks = await unmoved(store, () =>
    eachShard(store, store.distribution.shards, (shard) => look(shard, after, settled, types, count)),
  );
  // What has no body, since its page was full, is where it ends, too: more rows than fit are more pages.
  const lastLooked = looks.reduce<bigint | undefined>(
    (first, { lastLooked: last }) =>
      last === undefined || (first !== undefined && first < last) ? first : last,
    undefined,
  );
  const rows = looks
    .flatMap((each) => each.rows)
    .filter(({ vid }) => lastLooked === undefined || vid <= lastLooked)
    .sort((left, right) => (left.vid < right.vid ? -1 : 1));
  return { rows: rows.slice(0, count + 1), lastLooked };
}

/** One look at the versions behind a place; `lastLooked` is undefined where it went up to the end. */
async function look(
  { database, schema }: StoreContext,
  after: bigint,
  settled: bigint,
  types: readonly number[] | undefined,
  count: number,
): Promise<Look> {
  const most = types === undefined ? count + 1 : LOOKED_AT;
  const bodies = `SELECT ${versionColumns}, ${createdColumn(schema)} FROM page
    CROSS JOIN LATERAL (
      SELECT * FROM ${schema}.version v WHERE v.vid = page.vid AND v.part = page.part OFFSET 0
    ) v`;
  // The outer join keeps a row, with where the look ended, for an empty page.
  const rows = await database.prepared<(HistoryRow | { readonly vid: null }) & LookedAt>(
    `WITH looked AS MATERIALIZED (
       SELECT vid, part, type FROM ${schema}.version
       WHERE vid > $1::bigint AND vid <= $2::bigint ORDER BY vid LIMIT $3::integer
     ), page AS MATERIALIZED (
       SELECT vid, part FROM looked WHERE $4::smallint[] IS NULL OR type = ANY ($4::smallint[])
       ORDER BY vid LIMIT $5::integer
     ), bodies AS (${pageOfBodies(bodies, 'vid', 'created, ')})
     SELECT bodies.*, looking.looked, looking.last_looked
     FROM (SELECT count(*)::integer AS looked, max(vid) AS last_looked FROM looked) looking
     LEFT JOIN bodies ON true ORDER BY bodies.vid`,
    [after, settled, most, types ?? null, count + 1],
  );
  const { looked, last_looked: lastLooked } = rows[0]!;
  return {
    rows: rows.filter((row): row is HistoryRow & LookedAt => row.vid !== null),
    lastLooked: looked < most ? undefined : (lastLooked ?? undefined),
  };
}
