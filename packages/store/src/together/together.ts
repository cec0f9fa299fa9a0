import { sqlState } from '@wellspring/database';
import {
  readUnlessKnown,
  type FoundUnknown,
  type FoundVersion,
  type WantedVersion,
} from '../read/read-unless-known.js';
import type { StoredVersion } from '../read/stored-version.js';
import type { StoreContext } from '../store-context.js';
import type { VersionKey } from '../write/current-version.js';
import type { Statement } from '../write/versions-statement.js';
import { writeVersions, type NextVersion } from '../write/write-versions.js';
import { createJoinedStatements, type JoinedStatement } from './joined-statement.js';
import { createWorkGroup, type WorkGroup } from './work-group.js';

/** What is done for several requests in one statement. */
export interface Together {
  /** The current version of a resource. */
  readonly read: WorkGroup<VersionKey, FoundUnknown>;
  /** Likewise; its row is not fetched where it is the version that is here. */
  readonly readUnlessKnown: WorkGroup<WantedVersion, FoundVersion>;
  /** The rows of a search's statement, where it can be joined with others of the same text; else undefined, undone. */
  search(statement: Statement): Promise<readonly object[]> | undefined;
  /** Writes a version; undefined where another writer was faster, or is writing the same resource. */
  readonly write: WorkGroup<NextVersion, StoredVersion | undefined>;
}

/** Statements of either kind at the same time: enough to keep the database busy, few enough to make groups. */
const atOnce = 2;
/** Requests, far beyond what can be answered within their patience. */
const mostWaiting = 10_000;
/** A body is up to 16 MB, and so many are held at the same time anyway, one a request. */
const mostReads = 32;
const mostWrites = 32;
/** To start a statement that writes takes the database as long as six versions more in it. */
const turnsOfWrites = 4;
/** Searches of one statement, each of which may look at a thousand rows. */
const mostSearches = 16;
/** They take longer than reads, and are of several shapes, which go apart. */
const searchesAtOnce = 4;
/** Far longer than any of them takes; one that takes longer is done alone, in the time that it has. */
const searchesMs = 2_000;
/** Of compressed bodies in one statement. */
const mostBytes = 4 * 1024 * 1024;

/** @param store of which each statement is a transaction of its own */
export function createTogether(store: Omit<StoreContext, 'together'>): Together {
  const alone: StoreContext = { ...store, together: undefined };
  const joined = createJoinedStatements();
  const searches = createWorkGroup<JoinedSearch, readonly object[]>({
    atOnce: searchesAtOnce,
    mostWaiting,
    most: mostSearches,
    kind: ({ statement }) => statement.text,
    isFaultOfOne: (error) => isFaultOfOne(error) || sqlState(error) === '57014',
    work: (items) => searchRows(store, items),
  });
  const reads = createWorkGroup<WantedVersion, FoundVersion>({
    atOnce,
    mostWaiting,
    most: mostReads,
    isFaultOfOne,
    work: (keys) => readUnlessKnown(store, keys),
  });
  return {
    search(statement) {
      const found = joined(statement);
      return found === undefined ? undefined : searches({ statement, joined: found });
    },
    // Who has no version of it cannot be told that it is that one.
    read: ({ type, id }) => reads({ type, id, known: undefined }) as Promise<FoundUnknown>,
    readUnlessKnown: reads,
    write: createWorkGroup({
      atOnce,
      mostWaiting,
      most: mostWrites,
      turns: turnsOfWrites,
      weight: { most: mostBytes, of: weightOf },
      kind: ({ indexing }) => indexing.parameters.generation,
      key: keyOf,
      isFaultOfOne,
      work: (versions) => writeVersions(alone, versions),
    }),
  };
}

interface JoinedSearch {
  readonly statement: Statement;
  readonly joined: JoinedStatement;
}

/** The rows of each of several searches, whose statements have one text. */
async function searchRows(
  { database, searchTimeoutMs }: Omit<StoreContext, 'together'>,
  items: readonly JoinedSearch[],
): Promise<readonly (readonly object[])[]> {
  const [first] = items;
  if (items.length === 1) {
    const { text, values } = first!.statement;
    return [await database.prepared<object>(text, values, { timeoutMs: searchTimeoutMs, lane: 'search' })];
  }
  const { text, types } = first!.joined;
  const lists = types.map((_, at) => items.map(({ statement }) => statement.values[at]));
  const rows = await database.prepared<{ readonly place: number }>(text, lists, {
    timeoutMs: Math.min(searchesMs, searchTimeoutMs),
    lane: 'search',
  });
  const found = items.map((): object[] => []);
  for (const row of rows) found[row.place - 1]!.push(row);
  return found;
}

function weightOf(next: NextVersion): number {
  return next.method === 'delete' ? 0 : next.rows.body.length;
}

function keyOf(next: NextVersion): string {
  return next.method === 'delete'
    ? `${next.current.type}/${next.current.id}`
    : `${next.rows.typeNumber}/${next.rows.id}`;
}

/** Whether PostgreSQL refused a value: bad data, a broken constraint, or beyond a limit of its own. Nothing was written. */
function isFaultOfOne(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error) ?? '');
}
