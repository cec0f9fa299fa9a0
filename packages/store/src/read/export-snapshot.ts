import { toBigInt } from '../hash/sip-hash.js';
import { typesByNumber } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { storeFailure } from '../store-failure.js';
import { storedVersion, versionColumns, type StoredVersion, type VersionRow } from './stored-version.js';

export interface SnapshotOptions {
  /** Ends the snapshot when it is aborted; reading on throws its reason. */
  readonly signal?: AbortSignal;
  /** Only these resource types; default all. */
  readonly types?: readonly string[];
}

/** All current resources of a data store as they are at one moment, whatever is written meanwhile. */
export interface Snapshot {
  /** The moment, ISO 8601 in UTC. */
  readonly transactionTime: string;
  /**
   * The resources, type by type in alphabetical order, oldest first within a type. To be gone through
   * once; memory holds a bounded number of them, however slowly they are taken.
   */
  readonly resources: AsyncIterable<SnapshotResource>;
  /** Gives the connection back; also ends a reading that is under way. Needed in every case. */
  close(): Promise<void>;
}

/** A resource as {@link StoredVersion} has it; none of them is deleted. */
export type SnapshotResource = StoredVersion & { readonly body: Buffer };

/** Rows fetched at a time. Most resources are a few KB, so this is a fraction of a megabyte. */
const FETCH_ROWS = 200;
/** Fewer where they are large, so that this is the most that one fetch brings, about. */
const FETCH_BYTES = 8 * 1024 * 1024;
/** How long the reader may take over what one fetch brought, before the database gives it up. */
const IDLE_LIMIT = '30min';

/** Begins a snapshot on a connection of its own. */
export async function exportSnapshot(
  { id, database, schema, term }: StoreContext,
  { signal, types }: SnapshotOptions = {},
): Promise<Snapshot> {
  signal?.throwIfAborted();
  const client = await database.pool.connect().catch((error: unknown) => {
    throw storeFailure(error, id);
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= finish());
  const finish = async (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort);
    const ended = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    client.release(!ended);
  };
  const onAbort = (): void => void close();
  // Read through a function: for the analysis of a loop the variable never changes.
  const isClosed = (): boolean => closing !== undefined;

  async function* resources(): AsyncGenerator<SnapshotResource> {
    const wanted = types ?? [...typesByNumber].sort();
    for (const type of wanted) {
      const cursor = `snapshot_${type.toLowerCase()}`;
      await client.query(
        `DECLARE ${cursor} NO SCROLL CURSOR FOR
         SELECT ${versionColumns} FROM (
           SELECT t.vid, t.part FROM ${schema}.token t
           WHERE t.hash = ${toBigInt(term.parameter(type, '_type'))}::bigint ORDER BY t.vid OFFSET 0
         ) t CROSS JOIN LATERAL (
           SELECT * FROM ${schema}.version v WHERE v.vid = t.vid AND v.part = t.part OFFSET 0
         ) v`,
      );
      let rows = FETCH_ROWS;
      for (;;) {
        signal?.throwIfAborted();
        if (isClosed()) throw new Error('The snapshot is closed');
        const fetched = await client.query<VersionRow>(`FETCH ${rows} FROM ${cursor}`);
        if (fetched.rows.length === 0) break;
        let bytes = 0;
        for (const row of fetched.rows) {
          const version = storedVersion(row);
          if (version.body === undefined) throw new Error('A deleted resource is in the index');
          bytes += version.body.length;
          yield { ...version, body: version.body };
        }
        rows = Math.max(1, Math.min(FETCH_ROWS, Math.floor((FETCH_BYTES / bytes) * fetched.rows.length)));
      }
      await client.query(`CLOSE ${cursor}`);
    }
  }

  async function* translated(): AsyncGenerator<SnapshotResource> {
    try {
      yield* resources();
    } catch (error) {
      signal?.throwIfAborted();
      throw storeFailure(error, id);
    }
  }

  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = '${IDLE_LIMIT}'`);
    // The first query takes the snapshot. now() is when BEGIN came, a moment earlier, so whoever asks for
    // what changed since then misses nothing.
    const { rows } = await client.query<{ now: Date }>('SELECT now() AS now');
    signal?.addEventListener('abort', onAbort, { once: true });
    return { transactionTime: rows[0]!.now.toISOString(), resources: translated(), close };
  } catch (error) {
    await close();
    throw storeFailure(error, id);
  }
}
