import type pg from 'pg';
import { describeVersion, methodNumber, type StoredVersion } from '../read/stored-version.js';
import { createArrayRows } from '../rows/array-rows.js';
import { writeIndexRows } from '../rows/index-rows.js';
import type { ResourceRows } from '../rows/resource-rows.js';
import { tokenHashes } from '../rows/token-hashes.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import type { CurrentVersion } from './current-version.js';
import { versionsStatement, type NewVersion, type ReplacedVersion } from './versions-statement.js';

/** The next version of a resource, which has no version id yet. */
export type NextVersion =
  | {
      readonly method: 'create' | 'update';
      readonly rows: ResourceRows;
      /** Undefined: it is to be the first. */
      readonly replaced: ReplacedVersion | undefined;
    }
  | { readonly method: 'delete'; readonly current: CurrentVersion; readonly replaced: ReplacedVersion };

/** The first version of a resource. */
export function firstVersion(rows: ResourceRows, method: 'create' | 'update'): NextVersion {
  return { method, rows, replaced: undefined };
}

/** The version that comes after the current one. */
export function nextVersion(store: StoreContext, rows: ResourceRows, current: CurrentVersion): NextVersion {
  return { method: 'update', rows, replaced: replaced(store, current) };
}

/** The version that deletes a resource. */
export function deletion(store: StoreContext, current: CurrentVersion): NextVersion {
  return { method: 'delete', current, replaced: replaced(store, current) };
}

/** What has to be taken back of the version that is replaced. */
function replaced(store: StoreContext, { vid, part, version, type, body }: CurrentVersion): ReplacedVersion {
  return {
    vid,
    part,
    version,
    tokens: body === null ? [] : tokenHashes(store, typeName(type), body),
  };
}

/**
 * Writes versions of different resources with their index rows, in one statement: all that can be written, for
 * good, when the promise resolves.
 *
 * @param client in a transaction; else the statement is one of its own
 * @returns in their order; undefined where another writer was faster, or is writing the same resource
 */
export async function writeVersions(
  store: StoreContext,
  versions: readonly NextVersion[],
  client?: pg.PoolClient,
): Promise<readonly (StoredVersion | undefined)[]> {
  const clock = await store.clock();
  const indexRows = createArrayRows();
  const news = versions.map((next): NewVersion => {
    const vid = clock.next(next.replaced?.vid);
    const row = newVersion(store, next, vid);
    if (next.method !== 'delete') {
      const { type, content } = next.rows;
      indexRows.begin(vid, row.part);
      writeIndexRows(type, content.values, content.words, store.term, indexRows);
    }
    return row;
  });
  await store.dictionary.add(indexRows.dictionary);
  const { text, values } = versionsStatement(store.schema, news, indexRows);
  const rows =
    client === undefined
      ? await store.database.prepared<{ vid: bigint }>(text, values)
      : (await client.query<{ vid: bigint }>(text, values as unknown[])).rows;
  const written = new Set(rows.map(({ vid }) => vid));
  return news.map(({ vid, version, type, id }, index) => {
    if (!written.has(vid)) return undefined;
    const next = versions[index]!;
    const json = next.method === 'delete' ? undefined : next.rows.json;
    return describeVersion(typeName(type), id, version, vid, next.method, json);
  });
}

function newVersion(store: StoreContext, next: NextVersion, vid: bigint): NewVersion {
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
