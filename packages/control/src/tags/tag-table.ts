import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { ClientBase } from 'pg';
import type { Tag } from '../generated/shapes.js';
import { MOST_TAGS } from './tag-rules.js';

/** The tags of data stores. */
export interface TagTable {
  /** All tags of a data store, by key. */
  list(dataStoreId: string): Promise<readonly Tag[]>;
  /**
   * Adds tags, or gives those that are there a new value.
   *
   * @throws WellspringError `too-many-tags`; then none is added
   */
  put(dataStoreId: string, tags: readonly Tag[]): Promise<void>;
  /** Takes tags away; keys that are not there are no error. */
  remove(dataStoreId: string, keys: readonly string[]): Promise<void>;
  /** Takes all tags away, when the data store is gone. */
  removeAll(dataStoreId: string): Promise<void>;
}

export function createTagTable(database: Database): TagTable {
  return {
    async list(dataStoreId) {
      const rows = await database.query<{ key: string; value: string }>(
        'SELECT key, value FROM wellspring.tag WHERE data_store_id = $1 ORDER BY key',
        [dataStoreId],
      );
      return rows.map(({ key, value }) => ({ Key: key, Value: value }));
    },
    async put(dataStoreId, tags) {
      if (tags.length > 0) await database.transaction((client) => putTags(client, dataStoreId, tags));
    },
    async remove(dataStoreId, keys) {
      await database.query('DELETE FROM wellspring.tag WHERE data_store_id = $1 AND key = ANY ($2::text[])', [
        dataStoreId,
        keys,
      ]);
    },
    async removeAll(dataStoreId) {
      await database.query('DELETE FROM wellspring.tag WHERE data_store_id = $1', [dataStoreId]);
    },
  };
}

/** Adds tags in the caller's transaction; the lock makes two callers count one after the other. */
export async function putTags(client: ClientBase, dataStoreId: string, tags: readonly Tag[]): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('wellspring.tag:' || $1, 0))`, [
    dataStoreId,
  ]);
  await client.query(
    `INSERT INTO wellspring.tag (data_store_id, key, value)
     SELECT $1, key, value FROM unnest($2::text[], $3::text[]) AS given (key, value)
     ON CONFLICT (data_store_id, key) DO UPDATE SET value = excluded.value`,
    [dataStoreId, tags.map(({ Key }) => Key), tags.map(({ Value }) => Value)],
  );
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM wellspring.tag WHERE data_store_id = $1',
    [dataStoreId],
  );
  if (rows[0]!.count > MOST_TAGS)
    throw new WellspringError('too-many-tags', `A data store can have ${MOST_TAGS} tags at most`);
}
