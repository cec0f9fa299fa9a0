import { sqlState } from '@wellspring/database';
import type { StoredVersion } from '../read/stored-version.js';
import type { StoreContext } from '../store-context.js';
import { currentVersions, type CurrentVersion, type VersionKey } from '../write/current-version.js';
import { writeVersions, type NextVersion } from '../write/write-versions.js';
import { createWorkGroup, type WorkGroup } from './work-group.js';

/** What is done for several requests in one statement. */
export interface Together {
  /** The current version of a resource. */
  readonly read: WorkGroup<VersionKey, CurrentVersion | undefined>;
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
/** Of compressed bodies in one statement. */
const mostBytes = 4 * 1024 * 1024;

/** @param store of which each statement is a transaction of its own */
export function createTogether(store: Omit<StoreContext, 'together'>): Together {
  const alone: StoreContext = { ...store, together: undefined };
  return {
    read: createWorkGroup({
      atOnce,
      mostWaiting,
      most: mostReads,
      isFaultOfOne,
      work: (keys) => currentVersions(alone, keys),
    }),
    write: createWorkGroup({
      atOnce,
      mostWaiting,
      most: mostWrites,
      weight: { most: mostBytes, of: weightOf },
      kind: ({ indexing }) => indexing.parameters.generation,
      key: keyOf,
      isFaultOfOne,
      work: (versions) => writeVersions(alone, versions),
    }),
  };
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
