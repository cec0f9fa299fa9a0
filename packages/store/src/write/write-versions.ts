import type pg from 'pg';
import { writeDistributedVersions } from '../distribution/write-versions.js';
import type { Hash64 } from '../hash/sip-hash.js';
import { describeVersion, methodNumber, type StoredVersion } from '../read/stored-version.js';
import { createArrayRows, type ArrayRows } from '../rows/array-rows.js';
import { writeIndexRows } from '../rows/index-rows.js';
import type { Indexing, ResourceRows } from '../rows/resource-rows.js';
import { tokenHashes } from '../rows/token-hashes.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { createsStatement } from './creates-statement.js';
import type { CurrentVersion } from './current-version.js';
import { versionsStatement, type NewVersion, type ReplacedVersion } from './versions-statement.js';

/** The next version of a resource, which has no version id yet. */
export type NextVersion = {
  /** What its rows are made with. */
  readonly indexing: Indexing;
} & (
  | {
      readonly method: 'create' | 'update';
      readonly rows: ResourceRows;
      /** Undefined: it is to be the first. */
      readonly replaced: ReplacedVersion | undefined;
      /** Nobody else has its id: it was drawn for this very write. */
      readonly isIdDrawn: boolean;
    }
  | { readonly method: 'delete'; readonly current: CurrentVersion; readonly replaced: ReplacedVersion }
);

/** The first version of a resource. */
export function firstVersion(
  indexing: Indexing,
  rows: ResourceRows,
  method: 'create' | 'update',
): NextVersion {
  return { indexing, method, rows, replaced: undefined, isIdDrawn: false };
}

/** The first version of a resource under an id that was drawn for it: to write it fails where that is taken (`isTaken`). */
export function newcomer(indexing: Indexing, rows: ResourceRows): NextVersion {
  return { indexing, method: 'create', rows, replaced: undefined, isIdDrawn: true };
}

/** The version that comes after the current one. */
export function nextVersion(indexing: Indexing, rows: ResourceRows, current: CurrentVersion): NextVersion {
  return { indexing, method: 'update', rows, replaced: replaced(indexing, current), isIdDrawn: false };
}

/** The version that deletes a resource. */
export function deletion(indexing: Indexing, current: CurrentVersion): NextVersion {
  return { indexing, method: 'delete', current, replaced: replaced(indexing, current) };
}

/** What has to be taken back of the version that is replaced. */
function replaced(indexing: Indexing, { vid, part, version, type, body }: CurrentVersion): ReplacedVersion {
  if (body === null) return { vid, part, version, tokens: [] };
  const known = indexing.knownTokens?.get(vid, indexing.parameters.generation);
  return { vid, part, version, tokens: known ?? tokenHashes(indexing, typeName(type), body) };
}

/**
 * Writes versions of different resources with their index rows, in one statement: all that can be written, for
 * good, when the promise resolves.
 *
 * @param versions whose rows are made by the same search parameters
 * @param client in a transaction; else the statement is one of its own
 * @returns in their order; undefined where another writer was faster, or is writing the same resource
 */
export async function writeVersions(
  store: StoreContext,
  versions: readonly NextVersion[],
  client?: pg.PoolClient,
): Promise<readonly (StoredVersion | undefined)[]> {
  const { distribution } = store;
  if (distribution !== undefined)
    return writeDistributedVersions({ ...store, distribution }, versions, client);
  const clock = await store.clock();
  const { generation, written: parameters } = versions[0]!.indexing.parameters;
  const indexRows = createArrayRows();
  const tokens = new Map<bigint, readonly Hash64[]>();
  const news = versions.map((next): NewVersion => {
    const vid = clock.next(next.replaced?.vid);
    const row = newVersion(store, next, vid);
    if (next.method !== 'delete') {
      const { type, content } = next.rows;
      indexRows.begin(vid, row.part);
      writeIndexRows(type, content.values, content.words, store.term, parameters, indexRows);
      tokens.set(vid, indexRows.latestTokens);
    }
    return row;
  });
  await store.dictionary.add(indexRows.dictionary);
  const isWritten = await run(store, versions, news, indexRows, generation, client);
  return news.map(({ vid, version, type, id }, index) => {
    if (!isWritten(vid)) return undefined;
    const itsTokens = tokens.get(vid);
    if (itsTokens !== undefined) store.knownTokens.set(vid, generation, itsTokens);
    const next = versions[index]!;
    const json = next.method === 'delete' ? undefined : next.rows.json;
    return describeVersion(typeName(type), id, version, vid, next.method, json);
  });
}

/**
 * Runs the statement that writes them.
 *
 * @returns which it has written
 */
async function run(
  { schema, database }: StoreContext,
  versions: readonly NextVersion[],
  news: readonly NewVersion[],
  indexRows: ArrayRows,
  generation: number,
  client: pg.PoolClient | undefined,
): Promise<(vid: bigint) => boolean> {
  if (versions.every((next) => next.method !== 'delete' && next.isIdDrawn) && client === undefined) {
    const { text, values } = createsStatement(schema, news, indexRows, generation);
    await database.prepared(text, values);
    return () => true;
  }
  const { text, values } = versionsStatement(schema, news, indexRows, generation);
  const rows =
    client === undefined
      ? await database.prepared<{ vid: bigint }>(text, values)
      : (await client.query<{ vid: bigint }>(text, values as unknown[])).rows;
  const written = new Set(rows.map(({ vid }) => vid));
  return (vid) => written.has(vid);
}

/** The row of the next version, under the version id that it is given. */
export function newVersion(store: StoreContext, next: NextVersion, vid: bigint): NewVersion {
  const method = methodNumber[next.method];
  const version = (next.replaced?.version ?? 0) + 1;
  if (next.method === 'delete') {
    const { type, id, part } = next.current;
    const self = store.term.reference(`${typeName(type)}/${id}`);
    return { vid, self, part, version, type, method, id, body: null, replaced: next.replaced };
  }
  const { typeNumber: type, id, self, part, body } = next.rows;
  return { vid, self, part, version, type, method, id, body, replaced: next.replaced };
}
