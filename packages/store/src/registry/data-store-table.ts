import { randomBytes } from 'node:crypto';
import { sqlState, type Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { JsonObject } from '@wellspring/fhir';
import { EXTRACTION } from '../rows/index-rows.js';
import type {
  DataStoreChange,
  DataStoreFilter,
  DataStorePage,
  DataStoreRecord,
  DataStoreStatus,
  NewDataStore,
} from './data-store-record.js';

interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly status: DataStoreStatus;
  readonly created_at: Date;
  readonly deleted_at: Date | null;
  readonly properties: JsonObject;
  readonly client_token: string | null;
  readonly created_micros: bigint;
}

const columns = `id, name, status, created_at, deleted_at, properties, client_token,
  (extract(epoch FROM created_at) * 1000000)::bigint AS created_micros`;

/** How long a deleted data store is still described. */
const DESCRIBED_MS = 7 * 86_400_000;

/** The catalogue's table of data stores. */
export interface DataStoreTable {
  /**
   * Describes a new data store, CREATING, with an id and a secret of its own.
   *
   * @throws WellspringError `client-token-reused`
   */
  create(input: NewDataStore): Promise<DataStoreRecord>;
  get(id: string): Promise<DataStoreRecord | undefined>;
  /** The data store that was made with this token, whatever became of it. */
  byClientToken(token: string): Promise<DataStoreRecord | undefined>;
  /**
   * Data stores, newest first.
   *
   * @throws WellspringError `invalid-cursor`
   */
  list(
    filter: DataStoreFilter,
    page: DataStorePage,
  ): Promise<{ readonly records: readonly DataStoreRecord[]; readonly next?: string }>;
  /** How many there are that are not DELETED. */
  count(): Promise<number>;
  /**
   * Changes a description; becoming DELETED notes when.
   *
   * @throws WellspringError `data-store-not-found`
   */
  update(id: string, change: DataStoreChange): Promise<DataStoreRecord>;
  /** Forgets those that were DELETED more than seven days before `now`; how many. */
  purgeDeleted(now: Date): Promise<number>;
}

export function createDataStoreTable(database: Database): DataStoreTable {
  const one = async (where: string, value: string): Promise<DataStoreRecord | undefined> => {
    const [row] = await database.query<Row>(`SELECT ${columns} FROM wellspring.data_store WHERE ${where}`, [
      value,
    ]);
    return row && recordOf(row);
  };
  return {
    async create({ name, properties = {}, clientToken }) {
      const values = [
        randomBytes(16).toString('hex'),
        name ?? null,
        'CREATING' satisfies DataStoreStatus,
        JSON.stringify(properties),
        clientToken ?? null,
        randomBytes(32),
        EXTRACTION,
      ];
      try {
        const [row] = await database.query<Row>(
          `INSERT INTO wellspring.data_store (id, name, status, properties, client_token, secret, extraction)
           VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
          values,
        );
        return recordOf(row!);
      } catch (error) {
        if (sqlState(error) !== '23505') throw error;
        throw new WellspringError('client-token-reused', 'The client token was used for another data store', {
          cause: error,
        });
      }
    },
    get: (id) => one('id = $1', id),
    byClientToken: (token) => one('client_token = $1', token),

    async list(filter, { limit, after }) {
      const [micros, id] = after === undefined ? [null, null] : placeOf(after);
      const rows = await database.query<Row>(
        `SELECT ${columns} FROM wellspring.data_store
         WHERE ($1::text IS NULL OR name = $1) AND ($2::text IS NULL OR status = $2)
           AND ($3::timestamptz IS NULL OR created_at < $3) AND ($4::timestamptz IS NULL OR created_at > $4)
           AND ($5::bigint IS NULL
             OR (created_at, id) < ('epoch'::timestamptz + $5 * interval '1 microsecond', $6::char(32)))
         ORDER BY created_at DESC, id DESC LIMIT $7`,
        [
          filter.name ?? null,
          filter.status ?? null,
          filter.createdBefore ?? null,
          filter.createdAfter ?? null,
          micros,
          id,
          limit + 1,
        ],
      );
      const last = rows[limit - 1];
      return {
        records: rows.slice(0, limit).map(recordOf),
        ...(rows.length > limit && last !== undefined && { next: `${last.created_micros}-${last.id}` }),
      };
    },

    async count() {
      const [row] = await database.query<{ count: number }>(
        `SELECT count(*)::integer AS count FROM wellspring.data_store WHERE status <> 'DELETED'`,
      );
      return row!.count;
    },

    async update(id, { name, status, properties }) {
      const [row] = await database.query<Row>(
        `UPDATE wellspring.data_store SET
           name = COALESCE($2, name),
           status = COALESCE($3, status),
           properties = COALESCE($4::jsonb, properties),
           deleted_at = CASE WHEN $3 = 'DELETED' THEN COALESCE(deleted_at, now()) ELSE deleted_at END
         WHERE id = $1 RETURNING ${columns}`,
        [id, name ?? null, status ?? null, properties === undefined ? null : JSON.stringify(properties)],
      );
      if (row === undefined)
        throw new WellspringError('data-store-not-found', `There is no data store ${id}`);
      return recordOf(row);
    },

    async purgeDeleted(now) {
      const rows = await database.query(
        `DELETE FROM wellspring.data_store WHERE status = 'DELETED' AND deleted_at < $1 RETURNING 1`,
        [new Date(now.getTime() - DESCRIBED_MS)],
      );
      return rows.length;
    },
  };
}

function recordOf(row: Row): DataStoreRecord {
  return {
    id: row.id,
    ...(row.name !== null && { name: row.name }),
    status: row.status,
    createdAt: row.created_at,
    ...(row.deleted_at !== null && { deletedAt: row.deleted_at }),
    properties: row.properties,
    ...(row.client_token !== null && { clientToken: row.client_token }),
  };
}

function placeOf(after: string): readonly [string, string] {
  const match = /^(\d{1,18})-([0-9a-f]{32})$/.exec(after);
  if (match === null)
    throw new WellspringError('invalid-cursor', 'This is no place in the list of data stores');
  return [match[1]!, match[2]!];
}
