import type { Database } from '@wellspring/database';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { noVersions } from '../../body/version-cache.js';
import type { StoreContext } from '../../store-context.js';
import type { StoredVersion } from '../stored-version.js';
import type { Statement } from '../../write/versions-statement.js';

/** A resource as {@link StoredVersion} has it; none of them is deleted. */
export type SnapshotResource = StoredVersion & { readonly body: Buffer };

/** The transaction that a snapshot is read in. */
export interface SnapshotSession {
  /** The data store; what is asked through it is asked in the transaction. */
  readonly store: StoreContext;
  readonly query: <Row>(statement: Statement) => Promise<readonly Row[]>;
  /**
   * What a COPY TO STDOUT gives, as it comes. Where it is not read to its end, its connection is stuck and can only be
   * closed.
   */
  readonly copy: (text: string) => AsyncIterable<Buffer>;
  /** Throws where the snapshot is closed or was aborted. */
  readonly check: () => void;
  /** A name that no cursor of the transaction has had. */
  readonly cursorName: () => string;
}

/** The session of a snapshot's connection. */
export interface OpenSession {
  readonly session: SnapshotSession;
  /** Whether a COPY was begun and not read to its end. */
  readonly isStuck: () => boolean;
}

/** @param check throws where reading is over */
export function createSnapshotSession(
  store: StoreContext,
  client: pg.PoolClient,
  check: () => void,
): OpenSession {
  let stuck = false;
  const requireFree = (): void => {
    check();
    if (stuck) throw new Error('A COPY of the snapshot was not read to its end');
  };
  async function* copy(text: string): AsyncGenerator<Buffer> {
    requireFree();
    stuck = true;
    const stream = client.query(copyTo(text));
    // Of a connection that is closed it is told when nobody reads any more, too.
    stream.on('error', () => undefined);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      yield chunk;
      check();
    }
    stuck = false;
  }
  const run = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    requireFree();
    const { rows } = await client.query(text, values as unknown[]);
    return rows as Row[];
  };
  const database: Database = { ...store.database, query: run, prepared: run };
  let cursors = 0;
  const session: SnapshotSession = {
    // Nothing of an export stays: it would push out what reads and searches use.
    store: { ...store, database, versions: noVersions },
    query: ({ text, values }) => run(text, values),
    copy,
    check,
    cursorName: () => `snapshot_${(cursors += 1)}`,
  };
  return { session, isStuck: () => stuck };
}

/** Rows fetched at first, and at most. Most resources are stored in some 300 bytes. */
const FIRST_ROWS = 100;
const FETCH_ROWS = 500;
/** Fewer where they are large, so that this is the most that one fetch brings, about. */
const FETCH_BYTES = 2 * 1024 * 1024;

/**
 * The rows of a query, a batch at a time. The next batch is on its way while one is worked on, so the database
 * and this process both have something to do; memory holds two of them.
 *
 * @param bytesOf what a row takes
 */
export async function* cursorBatches<Row>(
  session: SnapshotSession,
  { text, values }: Statement,
  bytesOf: (row: Row) => number,
): AsyncGenerator<readonly Row[]> {
  const cursor = session.cursorName();
  await session.query({ text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`, values });
  const fetch = (rows: number): Promise<readonly Row[]> => {
    const fetched = session.query<Row>({ text: `FETCH ${rows} FROM ${cursor}`, values: [] });
    // Told to whoever waits for it; nobody does where reading was given up.
    fetched.catch(() => undefined);
    return fetched;
  };
  let coming = fetch(FIRST_ROWS);
  for (;;) {
    const rows = await coming;
    if (rows.length === 0) break;
    const bytes = rows.reduce((sum, row) => sum + bytesOf(row), 1);
    coming = fetch(Math.max(1, Math.min(FETCH_ROWS, Math.floor((FETCH_BYTES / bytes) * rows.length))));
    yield rows;
    session.check();
  }
  await session.query({ text: `CLOSE ${cursor}`, values: [] });
}
