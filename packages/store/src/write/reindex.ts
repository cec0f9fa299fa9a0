import type { Database } from '@wellspring/database';
import type pg from 'pg';
import { readDistribution } from '../distribution/distribution.js';
import { createTermHash } from '../hash/term-hash.js';
import { readIndexedParameters } from '../parameters/parameter-source.js';
import { readSecret } from '../registry/secret.js';
import { createCopyRows } from '../rows/copy-rows.js';
import { EXTRACTION, writeIndexRows } from '../rows/index-rows.js';
import { indexTables } from '../rows/index-table.js';
import { storedContent, type Indexing } from '../rows/resource-rows.js';
import { typeName } from '../rows/type-number.js';
import { schemaOf } from '../store-context.js';
import { copyIn, indexRows } from './copy-in.js';
import { createDictionary, type Dictionary } from './dictionary.js';

/** Resources whose rows are made at a time. */
const BATCH = 1_000;

interface StoredRow {
  readonly id: string;
  readonly type: number;
  readonly vid: bigint;
  readonly part: number;
  readonly body: Buffer;
}

/**
 * Makes all index rows of a data store anew where they were made by another extraction than this program's.
 * In one transaction: a process that dies in the middle leaves them as they were, to be made by the next.
 */
export async function reindex(database: Database, id: string): Promise<void> {
  const secret = await readSecret(database, id);
  if (secret === undefined) return;
  const schema = schemaOf(id);
  const parameters = await readIndexedParameters(database, schema);
  const distribution = await readDistribution(database, schema);
  const indexing = { id, term: createTermHash(secret), distribution, parameters };
  const dictionary = createDictionary(database, schema, distribution);
  await database.transaction(async (client) => {
    await client.query("SELECT set_config('statement_timeout', '0', true)");
    // Of several processes that start, one does it, and the others find it done.
    const { rows } = await client.query<{ extraction: number }>(
      'SELECT extraction FROM wellspring.data_store WHERE id = $1 FOR UPDATE',
      [id],
    );
    if (rows[0]?.extraction === EXTRACTION) return;
    await client.query(`TRUNCATE ${indexTables.map((table) => `${schema}.${table}`).join(', ')}`);
    for (const from of distribution?.shards ?? [{ schema }]) {
      let last: StoredRow | undefined;
      do last = await indexBatch(client, from.schema, schema, indexing, dictionary, last);
      while (last !== undefined);
    }
    await client.query('UPDATE wellspring.data_store SET extraction = $2 WHERE id = $1', [id, EXTRACTION]);
  });
}

/**
 * Indexes the resources after one, in the order of their keys; the last of them, undefined after the end.
 *
 * @param from the schema that they are read from: of a distributed data store, that of a shard
 */
async function indexBatch(
  client: pg.PoolClient,
  from: string,
  schema: string,
  indexing: Indexing,
  dictionary: Dictionary,
  after: StoredRow | undefined,
): Promise<StoredRow | undefined> {
  const { rows } = await client.query<StoredRow>(
    `SELECT r.id, r.type, r.vid, r.part, v.body FROM ${from}.resource r
     JOIN ${from}.version v ON v.vid = r.vid AND v.part = r.part
     WHERE NOT r.deleted AND (r.id, r.type) > ($1, $2::smallint) ORDER BY r.id, r.type LIMIT ${BATCH}`,
    [after?.id ?? '', after?.type ?? 0],
  );
  const index = createCopyRows();
  rows.forEach(({ type, part, body }, ordinal) => {
    const name = typeName(type);
    const { values, words } = storedContent(name, body, indexing.id, indexing.parameters.written);
    index.begin(ordinal, part);
    writeIndexRows(name, values, words, indexing.term, indexing.parameters.written, index);
  });
  index.setVids(
    Int32Array.from(rows, ({ vid }) => Number(vid >> 32n)),
    Int32Array.from(rows, ({ vid }) => Number(BigInt.asIntN(32, vid))),
  );
  await dictionary.add(index.dictionary);
  await copyIn(client, indexRows(schema, index));
  return rows.at(-1);
}
