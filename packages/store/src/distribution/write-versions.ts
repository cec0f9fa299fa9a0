import type pg from 'pg';
import { announceWriter } from '../changes/fence.js';
import { toBigInt } from '../hash/sip-hash.js';
import { describeVersion, type StoredVersion } from '../read/stored-version.js';
import { createArrayRows } from '../rows/array-rows.js';
import { writeIndexRows } from '../rows/index-rows.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import type { NewVersion } from '../write/versions-statement.js';
import { newVersion, type NextVersion } from '../write/write-versions.js';
import { noteGuests } from './guests.js';
import { byKey, type Distributed } from './identity.js';
import { insertIndexRows, removeIndexRowsOf } from './index-rows-of-version.js';
import { moveResource } from './move-resource.js';
import { noteConformance } from './note-conformance.js';

/**
 * `writeVersions` of a distributed data store: its guard and its rows lie on several nodes, so that they are
 * statements of one transaction, which Citus commits in two phases. First the guard, in everyone's order: of a version
 * whose guard fails nothing is written. A guard that another transaction holds is waited for.
 *
 * @param client in a transaction; absent: in one of its own
 */
export async function writeDistributedVersions(
  store: StoreContext & Distributed,
  versions: readonly NextVersion[],
  client?: pg.PoolClient,
): Promise<readonly (StoredVersion | undefined)[]> {
  // What the clock asks the database, it asks on another connection: not while that of the transaction is held.
  const clock = await store.clock();
  if (client === undefined)
    return store.database.transaction((own) => writeDistributedVersions(store, versions, own));
  const { schema } = store;
  await announceWriter(client, schema, clock, versions[0]!.indexing.parameters.generation, 'writing');
  const written = new Array<StoredVersion | undefined>(versions.length).fill(undefined);
  const planned = versions
    .map((next, place) => ({ next, place, row: newVersion(store, next, clock.next(next.replaced?.vid)) }))
    .sort((left, right) => byKey(left.row, right.row));
  for (const { next, place, row } of planned) {
    if (!(await guard(schema, row, client))) continue;
    await writeRows(store, next, row, client);
    const json = next.method === 'delete' ? undefined : next.rows.json;
    const { type, id, version, vid } = row;
    written[place] = describeVersion(typeName(type), id, version, vid, next.method, json);
  }
  const types = written.flatMap((version) => (version === undefined ? [] : [version.type]));
  await noteConformance(schema, types, client);
  return written;
}

/** Inserts the resource, which must not be there, or moves it on from exactly the version that was read. */
async function guard(schema: string, row: NewVersion, client: pg.ClientBase): Promise<boolean> {
  const { vid, part, version, type, id, body, self, replaced } = row;
  const { rowCount } =
    replaced === undefined
      ? await client.query(
          `INSERT INTO ${schema}.identity (vid, part, version, type, deleted, id, self)
           VALUES ($1::bigint, $2::integer, $3::integer, $4::smallint, false, $5::text, $6::bigint)
           ON CONFLICT DO NOTHING`,
          [vid, part, version, type, id, toBigInt(self)],
        )
      : await client.query(
          `UPDATE ${schema}.identity
           SET vid = $1::bigint, part = $2::integer, version = $3::integer, deleted = $4::boolean
           WHERE id = $5::text AND type = $6::smallint AND vid = $7::bigint`,
          [vid, part, version, body === null, id, type, replaced.vid],
        );
  return rowCount === 1;
}

async function writeRows(
  store: StoreContext & Distributed,
  next: NextVersion,
  row: NewVersion,
  client: pg.ClientBase,
): Promise<void> {
  const { schema, distribution, term } = store;
  const { vid, self, part, version, type, method, id, body, replaced } = row;
  if (replaced === undefined)
    await client.query(
      `INSERT INTO ${schema}.resource (vid, part, version, type, deleted, id, self)
       VALUES ($1::bigint, $2::integer, $3::integer, $4::smallint, false, $5::text, $6::bigint)`,
      [vid, part, version, type, id, toBigInt(self)],
    );
  else {
    await removeIndexRowsOf(schema, replaced.part, [replaced], client);
    if (replaced.part !== part)
      await moveResource(
        schema,
        row,
        distribution.shardAt(replaced.part),
        distribution.shardAt(part),
        client,
      );
    await client.query(
      `UPDATE ${schema}.resource SET vid = $1::bigint, version = $2::integer, deleted = $3::boolean
       WHERE part = $4::integer AND id = $5::text AND type = $6::smallint`,
      [vid, version, body === null, part, id, type],
    );
    await client.query(
      `INSERT INTO ${schema}.superseded (vid, part, version, type, id)
       VALUES ($1::bigint, $2::integer, $3::integer, $4::smallint, $5::text)`,
      [replaced.vid, part, replaced.version, type, id],
    );
  }
  await client.query(
    `INSERT INTO ${schema}.version (vid, self, part, version, type, method, id, body)
     VALUES ($1::bigint, $2::bigint, $3::integer, $4::integer, $5::smallint, $6::smallint, $7::text, $8::bytea)`,
    [vid, toBigInt(self), part, version, type, method, id, body],
  );
  if (next.method === 'delete') return;
  const { rows, indexing } = next;
  const index = createArrayRows();
  index.begin(vid, part);
  writeIndexRows(
    rows.type,
    rows.content.values,
    rows.content.words,
    term,
    indexing.parameters.written,
    index,
  );
  await store.dictionary.add(index.dictionary);
  await insertIndexRows(schema, index, client);
  await noteGuests(store, [rows], client);
}
