import pg from 'pg';
import { columnTypes } from './column-types.js';
import { isConnectionFailure, translateFailure } from './connection-failure.js';
import { demotedAfter, lowerPriority } from './low-priority.js';
import { NamedStatement } from './named-statement.js';
import {
  createPreparedStatements,
  isStale,
  type PreparedStatements,
  type PreparedText,
} from './prepared-statements.js';
import { cancelledAfter } from './statement-deadline.js';
import { runTransaction, type TransactionOptions } from './transaction.js';

/** How a database is connected to. */
export interface ConnectOptions {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  /** The most connections at once; further work waits for one, 10 s at most. */
  readonly max: number;
  /** The most connections for {@link Database.prepared}, on top of `max`; default: as many as `max`. */
  readonly preparedMax?: number;
  /**
   * The most connections for searches, on top of both, so that however many of them are slow, those of the others are
   * free; default: they take those of `prepared`.
   */
  readonly searchMax?: number;
  /**
   * The most connections for {@link Database.query}, on top of them, so that transactions that wait for locks do not
   * keep single statements waiting; default: they take those of `max`.
   */
  readonly queryMax?: number;
  /**
   * Whether its tables are distributed with Citus, which plans a statement for the shards that its values lead to;
   * default false: prepared statements are planned once, for whatever values. As many connections as `max` come on top, for
   * {@link TransactionOptions.asksMeanwhile}.
   */
  readonly distributed?: boolean;
  /**
   * After so many ms a search gives way to others that want the processor. Of a server on this machine only, whose
   * processes are those of this system; default: never.
   */
  readonly demoteAfterMs?: number;
  /** Everything gives way to others that want the processor; of such a server only. */
  readonly background?: boolean;
  /** Shown in pg_stat_activity; default `wellspring`. */
  readonly applicationName?: string;
  /** Longest time of one statement in ms; default 60 s. `SET LOCAL statement_timeout` for an exception. */
  readonly statementTimeoutMs?: number;
}

/** How one statement is run. */
export interface QueryOptions {
  /**
   * Longest time of this statement in ms, where that is less than {@link ConnectOptions.statementTimeoutMs};
   * it ends as there, with 57014.
   */
  readonly timeoutMs?: number;
  /** A statement of a search: it may take long, and waits for other searches only. For {@link Database.prepared}. */
  readonly lane?: 'search';
}

/** Connections of one kind. */
export interface LaneConnections {
  readonly lane: 'transactions' | 'holding' | 'statements' | 'prepared' | 'searches';
  readonly open: number;
  readonly idle: number;
  /** Work that waits for one. */
  readonly waiting: number;
}

/** A thin layer over `pg`: typed rows, retried transactions, and one error for "not reachable". */
export interface Database {
  /** As in {@link ConnectOptions}. */
  readonly distributed: boolean;
  /**
   * The pool itself, for COPY and cursors. Its errors are not translated: use `isTransient`. bigint
   * columns come as BigInt, bytea as Buffer.
   */
  readonly pool: pg.Pool;
  /**
   * Runs one statement and returns its rows.
   *
   * @throws WellspringError `database-unavailable`, `overloaded` where no connection gets free; what PostgreSQL
   *   reports about the statement comes as it is, with its SQLSTATE in `code` (57014: the statement took too long)
   */
  // The caller says what the columns are, as with pg itself.
  query<T>(text: string, values?: readonly unknown[], options?: QueryOptions): Promise<T[]>;
  /**
   * As `query`, for statements of which the same texts come again and again: connections of their own keep
   * them prepared, and plan each once, for whatever values. So the values must not decide on the plan, and
   * a text should hold none. Bounded: 300 texts are kept, and one gets its place when it comes for the
   * third time. Planning a page of a search takes the database longer than finding it.
   *
   * @throws WellspringError as `query` does
   */
  prepared<T>(text: string, values: readonly unknown[], options?: QueryOptions): Promise<T[]>;
  /**
   * Runs `work` in a transaction: again from its start where it lost to another (40001, 40P01), so it
   * must have no effects of its own. A connection that breaks is not retried, since COMMIT may have
   * been carried out.
   *
   * @throws WellspringError `database-unavailable`, `overloaded`; else what `work` or PostgreSQL threw
   */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** What the connections are at. */
  connections(): readonly LaneConnections[];
  /** A connection outside the pool, for session locks and LISTEN; the caller ends it. */
  dedicated(applicationName: string): Promise<pg.Client>;
  /** Waits for the work that is going on, 10 s at most, and closes every connection. */
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;

/**
 * What the embedded server is started with and another one is not: statements are small, so compiling one
 * takes longer than running it, and on SSDs a random page costs what the next one does; otherwise a page
 * of a search is sorted where an index has it in order. A URL with `options` of its own has those instead.
 * A client whose machine is gone without a word is found out in a minute, not in two hours: its transaction
 * holds locks, and readers of changes wait for it.
 */
const sessionSettings =
  '-c jit=off -c random_page_cost=1.1 -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';
/**
 * Else the server weighs plans for the values at hand five times, and goes on doing so where they look better.
 * No workers: they would take the processors of the other statements that run at the same time. No reading of
 * whole tables where an index leads: a plan that was made while a table had one page would do it still when it has
 * thousands.
 */
const preparedSettings = [
  sessionSettings,
  '-c plan_cache_mode=force_generic_plan',
  '-c max_parallel_workers_per_gather=0',
  '-c enable_seqscan=off',
].join(' ');

/**
 * Makes the pool; the first connection is made when it is needed.
 *
 * @example
 * const database = connect({ url: process.env.DATABASE_URL, max: 20 });
 * const rows = await database.query<{ vid: bigint }>('SELECT vid FROM resource WHERE id = $1', [id]);
 */
export function connect(options: ConnectOptions): Database {
  const { statementTimeoutMs = 60_000, applicationName = 'wellspring', distributed = false } = options;
  const base: pg.ClientConfig = {
    connectionString: options.url,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: columnTypes,
  };
  const createPool = (max: number, settings: string): pg.Pool => {
    const pool = new pg.Pool({
      ...base,
      options: settings,
      max,
      application_name: applicationName,
      statement_timeout: statementTimeoutMs,
      idleTimeoutMillis: 30_000,
      // The server ends long-idle and broken sessions; a fresh one costs 3 ms.
      maxLifetimeSeconds: 3600,
    });
    // A connection that breaks while it is idle, or between two statements of a transaction, is reported
    // here; the next statement on it fails, and that error reaches its caller.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => {
      client.on('error', () => undefined);
      if (options.background === true) lowerPriority(client);
    });
    return pool;
  };
  const pool = createPool(options.max, sessionSettings);
  // Whoever has one of `pool` may ask for one of these, and goes on by none but those of statements: no circle.
  const holdingPool = distributed ? createPool(options.max, sessionSettings) : pool;
  // No connection is made before it is needed: who prepares nothing has none.
  const planned = distributed
    ? preparedSettings.replace('force_generic_plan', 'force_custom_plan')
    : preparedSettings;
  const preparedPool = createPool(options.preparedMax ?? options.max, planned);
  const searchPool = options.searchMax === undefined ? preparedPool : createPool(options.searchMax, planned);
  const queryPool = options.queryMax === undefined ? pool : createPool(options.queryMax, sessionSettings);
  const pools = [
    ['transactions', pool],
    ['holding', holdingPool],
    ['statements', queryPool],
    ['prepared', preparedPool],
    ['searches', searchPool],
  ] as const;
  const statements = createPreparedStatements();

  const server = serverName(options.url);
  // The server's own limit cannot speak when the network is gone.
  const readTimeoutMs = statementTimeoutMs > 0 ? statementTimeoutMs + 10_000 : 0;
  let closing: Promise<void> | undefined;

  const dedicated = async (name: string): Promise<pg.Client> => {
    const client = new pg.Client({ ...base, options: sessionSettings, application_name: name });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw translateFailure(error, server);
    }
  };

  const sent = (
    client: pg.PoolClient,
    text: string,
    values: readonly unknown[],
    prepared: PreparedText | undefined,
  ): Promise<unknown[]> => {
    if (prepared !== undefined)
      return client.query(new NamedStatement(prepared.statement, values, prepared.known, readTimeoutMs)).rows;
    const config: pg.QueryConfig & { query_timeout: number } = {
      query_timeout: readTimeoutMs,
      text,
      values: values as unknown[],
    };
    return client.query(config).then(({ rows }) => rows as unknown[]);
  };

  /** Runs one statement on a connection of a pool, within its time. */
  const run = async <T>(
    from: pg.Pool,
    { timeoutMs, lane }: QueryOptions,
    text: string,
    values: readonly unknown[],
    named: PreparedStatements['named'],
    worn: (client: pg.PoolClient, error: unknown) => boolean,
  ): Promise<T[]> => {
    let client: pg.PoolClient | undefined;
    let closed = false;
    let demoted = false;
    try {
      client = await from.connect();
      const work = sent(client, text, values, named(client, text));
      const timed =
        timeoutMs === undefined
          ? work
          : cancelledAfter(timeoutMs, work, client, () => dedicated(`${applicationName} cancel`));
      const result = await (lane === 'search' && options.demoteAfterMs !== undefined
        ? demotedAfter(options.demoteAfterMs, timed, client, () => {
            demoted = true;
          })
        : timed);
      closed = worn(client, undefined);
      return result as T[];
    } catch (error) {
      closed = isConnectionFailure(error) || (client !== undefined && worn(client, error));
      throw translateFailure(error, server);
    } finally {
      // A statement that PostgreSQL refused leaves its connection as good as it was.
      client?.release(closed || demoted);
    }
  };

  return {
    distributed,
    pool,
    query: (text, values = [], queryOptions = {}) =>
      run(queryPool, queryOptions, text, values, unnamed, never),
    prepared: async <T>(text: string, values: readonly unknown[], queryOptions: QueryOptions = {}) => {
      // Of each text there is one for every shard, and none is planned before its values are known.
      const named = distributed ? unnamed : statements.named;
      const from = queryOptions.lane === 'search' ? searchPool : preparedPool;
      try {
        return await run<T>(from, queryOptions, text, values, named, statements.isWorn);
      } catch (error) {
        if (!isStale(error)) throw error;
        // It was not begun, so it may be run again; other connections may have it from the same time.
        return run<T>(from, queryOptions, text, values, unnamed, never);
      }
    },
    transaction: async (work, transactionOptions = {}) => {
      try {
        const from = transactionOptions.asksMeanwhile === true ? holdingPool : pool;
        return await runTransaction(from, work, transactionOptions);
      } catch (error) {
        throw translateFailure(error, server);
      }
    },
    connections: () =>
      // A kind that has none of its own is counted with the other one.
      pools
        .filter(([, each], index) => pools.findIndex(([, other]) => other === each) === index)
        .map(([lane, { totalCount, idleCount, waitingCount }]) => ({
          lane,
          open: totalCount,
          idle: idleCount,
          waiting: waitingCount,
        })),
    dedicated,
    close: () =>
      (closing ??= Promise.all([...new Set(pools.map(([, each]) => each))].map(endPool)).then(
        () => undefined,
      )),
  };
}

function unnamed(): undefined {
  return undefined;
}

function never(): boolean {
  return false;
}

/** Ends the pool; work that does not come to its end in 10 s loses its connection. */
async function endPool(pool: pg.Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 10_000);
  });
  await Promise.race([pool.end(), patience]);
  clearTimeout(timer);
}

/** `host:port/database`, for messages: never the user or the password. */
function serverName(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'the given address';
  }
}
