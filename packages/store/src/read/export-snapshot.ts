import { setTimeout as sleep } from 'node:timers/promises';
import type { ResourceKey } from '../data-store.js';
import { typesByNumber } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { storeFailure } from '../store-failure.js';
import { deletedResources } from './snapshot/deleted-resources.js';
import {
  anyShared,
  inTurn,
  merged,
  oneByOne,
  requireSelectable,
  sessionsOf,
  takeSnapshots,
  union,
} from '../distribution/snapshot-in-shards.js';
import { estimatedResources } from './snapshot/estimated-resources.js';
import type { ResourceLines } from './snapshot/line-buffer.js';
import { patientLives, type PatientLife } from './snapshot/patient-lives.js';
import { presentResources } from './snapshot/present-resources.js';
import { selectedVersions } from './snapshot/selected-versions.js';
import { sharedIdentifiers, type HeldIdentifier } from './snapshot/shared-identifiers.js';
import type { DeletedSelection, SnapshotSelection, TypeSelection } from './snapshot/snapshot-selection.js';
import { createSnapshotSession, type SnapshotResource } from './snapshot/snapshot-session.js';
import { typeLines } from './snapshot/type-lines.js';
import { writtenVersions, type WrittenSpan } from './snapshot/written-versions.js';

export interface SnapshotOptions {
  /** Ends the snapshot when it is aborted; reading on throws its reason. */
  readonly signal?: AbortSignal;
  /** The types of `resources`; default all. */
  readonly types?: readonly string[];
  /**
   * How long before the snapshot `transactionTime` lies, in ms; default 0. A version has its time before it is
   * written: what is on its way when the snapshot is taken is not in it, and would be older than the moment
   * that whoever asks next asks from. So the moment is set first, and what had begun by then is waited for.
   */
  readonly settleMs?: number;
}

/** All current resources of a data store as they are at one moment, whatever is written meanwhile. */
export interface Snapshot {
  /**
   * The moment, ISO 8601 in UTC: what changed up to it is there, and with `settleMs` all that changed later has
   * a later `meta.lastUpdated`. It may hold what changed a little later, too.
   */
  readonly transactionTime: string;
  /**
   * The resources, type by type in alphabetical order, oldest first within a type. To be gone through
   * once; memory holds a bounded number of them, however slowly they are taken.
   */
  readonly resources: AsyncIterable<SnapshotResource>;
  /** The resources of a selection, a batch at a time; one selection after the other. */
  select(selection: SnapshotSelection): AsyncIterable<readonly SnapshotResource[]>;
  /**
   * The resources of a type as lines of NDJSON, oldest change first: what `select` gives for it, without anything made
   * of each but its line.
   */
  lines(selection: TypeSelection): AsyncIterable<ResourceLines>;
  /** What is deleted, a batch at a time, the earliest first. */
  deleted(selection: DeletedSelection): AsyncIterable<readonly ResourceKey[]>;
  /** The resources that were written in these spans and not since, a batch at a time. */
  written(spans: readonly WrittenSpan[]): AsyncIterable<readonly SnapshotResource[]>;
  /** How many resources there are, about; undefined where the database has not counted yet. */
  estimate(): Promise<number | undefined>;
  /** Those of some resources that are there, as `Type/id`; a thousand at a time. */
  present(keys: readonly ResourceKey[]): Promise<ReadonlySet<string>>;
  /** When patients were born and died, by their ids; who is not there is left out; a thousand at a time. */
  lives(patients: readonly string[]): Promise<ReadonlyMap<string, PatientLife>>;
  /**
   * Of each identifier of resources of a type whether another resource of the type has it; undefined for a type
   * that is not found by identifiers.
   */
  shared(type: string, identifiers: readonly HeldIdentifier[]): Promise<readonly boolean[] | undefined>;
  /** Gives the connection back; also ends a reading that is under way. Needed in every case. */
  close(): Promise<void>;
}

/** How long the reader may take over what one fetch brought, before the database gives it up. */
const IDLE_LIMIT = '30min';
/** One page of a search, or one fetch, within an export: nobody waits for it. */
const STATEMENT_LIMIT = '10min';

/** Begins a snapshot on a connection of its own. */
export async function exportSnapshot(
  store: StoreContext,
  { signal, types, settleMs = 0 }: SnapshotOptions = {},
): Promise<Snapshot> {
  signal?.throwIfAborted();
  const { id, database } = store;
  const client = await database.pool.connect().catch((error: unknown) => {
    throw storeFailure(error, id);
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= finish());
  const finish = async (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort);
    const ended =
      !isStuck() &&
      (await client.query('ROLLBACK').then(
        () => true,
        () => false,
      ));
    client.release(!ended);
  };
  const onAbort = (): void => void close();
  const check = (): void => {
    signal?.throwIfAborted();
    if (closing !== undefined) throw new Error('The snapshot is closed');
  };
  const { session, isStuck } = createSnapshotSession(store, client, check);
  const sessions = sessionsOf(session);

  async function* translated<T>(work: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* work;
    } catch (error) {
      signal?.throwIfAborted();
      throw storeFailure(error, id);
    }
  }

  const asked = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      signal?.throwIfAborted();
      throw storeFailure(error, id);
    }
  };

  const select = (selection: SnapshotSelection) => {
    requireSelectable(store, selection);
    return translated(oneByOne(sessions, (each) => selectedVersions(each, selection)));
  };

  async function* resources(): AsyncGenerator<SnapshotResource> {
    for (const type of types ?? [...typesByNumber].sort())
      for await (const batch of select({ type })) yield* batch;
  }

  try {
    const [began] = await session.query<{ now: Date }>({ text: 'SELECT now() AS now', values: [] });
    if (settleMs > 0) await sleep(settleMs, undefined, signal && { signal });
    // Asked before the snapshot: what ends between the two is in the snapshot.
    const [writing] = await session.query<{ oldest: Date | null }>({
      text: `SELECT min(xact_start) AS oldest FROM pg_stat_activity
        WHERE datname = current_database() AND backend_xid IS NOT NULL`,
      values: [],
    });
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = '${IDLE_LIMIT}'`);
    await client.query(`SET LOCAL statement_timeout = '${STATEMENT_LIMIT}'`);
    // As for every search (preparedSettings of the database room).
    await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
    await client.query('SET LOCAL max_parallel_workers_per_gather = 0');
    // The first query takes the snapshot.
    await client.query('SELECT 1');
    await takeSnapshots(store, sessions);
    signal?.addEventListener('abort', onAbort, { once: true });
    const moment = Math.min(began!.now.getTime(), (writing?.oldest?.getTime() ?? Infinity) - settleMs);
    return {
      transactionTime: new Date(moment).toISOString(),
      resources: resources(),
      select,
      lines: (selection) => translated(oneByOne(sessions, (each) => typeLines(each, selection))),
      deleted: (selection) => {
        requireSelectable(store, selection);
        return translated(oneByOne(sessions, (each) => deletedResources(each, selection)));
      },
      written: (spans) => translated(oneByOne(sessions, (each) => writtenVersions(each, spans))),
      estimate: () => asked(estimatedResources(session)),
      present: (keys) =>
        asked(inTurn(sessions, (each) => presentResources(each, keys)).then((found) => union(found))),
      lives: (patients) =>
        asked(inTurn(sessions, (each) => patientLives(each, patients)).then((found) => merged(found))),
      shared: (type, identifiers) =>
        asked(inTurn(sessions, (each) => sharedIdentifiers(each, type, identifiers)).then(anyShared)),
      close,
    };
  } catch (error) {
    await close();
    signal?.throwIfAborted();
    throw storeFailure(error, id);
  }
}
