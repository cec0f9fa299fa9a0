import type { Database } from '@wellspring/database';
import type pg from 'pg';
import type { StoreContext } from '../store-context.js';
import type { VersionKey } from '../write/current-version.js';
import type { ExistingResource } from '../write/replace-in-bulk.js';
import type { Distribution, Shard } from './distribution.js';

/*
 * The table `identity` has a row for each resource, distributed by id: it keeps (type, id) unique over all shards,
 * guards each write, and says in which shard a resource lies. Every statement is one for the shard of one id, but for
 * reading many at once.
 */

/** Where a statement is sent: to a connection in a transaction, or to any. */
export type Sender = <Row>(text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

export function onConnection(client: pg.ClientBase): Sender {
  return async <Row>(text: string, values: readonly unknown[]) =>
    (await client.query(text, values as unknown[])).rows as Row[];
}

export function onDatabase(database: Pick<Database, 'prepared'>): Sender {
  return (text, values) => database.prepared(text, values);
}

/** The shard that a resource lies in; undefined where there never was one. */
export async function shardOfResource(
  { schema, distribution }: Distributed,
  { type, id }: VersionKey,
  send: Sender,
): Promise<Shard | undefined> {
  const [row] = await send<{ part: number }>(
    `SELECT part FROM ${schema}.identity WHERE id = $1::text AND type = $2::smallint`,
    [id, type],
  );
  return row && distribution.shardAt(row.part);
}

/** A data store, or what is needed of one, that is distributed. */
export type Distributed = Pick<StoreContext, 'schema'> & { readonly distribution: Distribution };

/** The shards that resources lie in, by their places in the list; those that never were are left out. */
export async function shardsOfResources(
  { schema, distribution }: Distributed,
  keys: readonly VersionKey[],
  send: Sender,
): Promise<ReadonlyMap<number, Shard>> {
  const [only] = keys;
  if (only === undefined) return new Map();
  if (keys.length === 1) {
    const shard = await shardOfResource({ schema, distribution }, only, send);
    return new Map(shard && [[0, shard]]);
  }
  const found = await rowsOf<{ part: number }>(schema, 'part', keys, send);
  return new Map(
    keys.flatMap((key, place) => {
      const row = found.get(nameOf(key));
      return row === undefined ? [] : [[place, distribution.shardAt(row.part)] as const];
    }),
  );
}

/** Rows of many resources: the one statement that goes to several shards, a plain one without locks. */
async function rowsOf<Row extends object>(
  schema: string,
  columns: string,
  keys: readonly VersionKey[],
  send: Sender,
): Promise<ReadonlyMap<string, Row & VersionKey>> {
  const rows = await send<Row & VersionKey>(
    `SELECT id, type, ${columns} FROM ${schema}.identity WHERE id = ANY ($1::text[])`,
    [[...new Set(keys.map(({ id }) => id))]],
  );
  return new Map(rows.map((row) => [nameOf(row), row]));
}

function nameOf({ type, id }: VersionKey): string {
  return `${type}/${id}`;
}

/** Waits for the other writers of a resource, and keeps them waiting until the transaction ends. */
export async function lockIdentity(
  schema: string,
  { type, id }: VersionKey,
  client: pg.ClientBase,
): Promise<ExistingResource | undefined> {
  const { rows } = await client.query<ExistingResource>(
    `SELECT vid, part, version, deleted FROM ${schema}.identity
     WHERE id = $1::text AND type = $2::smallint FOR UPDATE`,
    [id, type],
  );
  return rows[0];
}

/**
 * Finds resources that exist, and locks them one by one in the order of their keys: a lock of rows in several shards
 * is none that Citus takes in an order. By their places in the list.
 */
export async function lockIdentities(
  schema: string,
  keys: readonly VersionKey[],
  client: pg.ClientBase,
): Promise<ReadonlyMap<number, ExistingResource>> {
  const there = await rowsOf(schema, 'part', keys, onConnection(client));
  const places = [...keys.keys()]
    .filter((place) => there.has(nameOf(keys[place]!)))
    .sort((left, right) => byKey(keys[left]!, keys[right]!));
  const locked = new Map<number, ExistingResource>();
  for (const place of places) {
    const row = await lockIdentity(schema, keys[place]!, client);
    if (row !== undefined) locked.set(place, row);
  }
  return locked;
}

/** The order in which everyone locks and inserts resources, so that nobody waits in a circle. */
export function byKey(left: VersionKey, right: VersionKey): number {
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  return left.type - right.type;
}
