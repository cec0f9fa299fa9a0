import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import type pg from 'pg';
import type { StoreContext } from '../store-context.js';
import { codeSystemDescription } from './code-system-kind.js';
import type { CodeSystemRelease } from './code-system-release.js';
import type { ReleaseToLoad } from './loaded-code-systems.js';
import { archiveRows } from './release-archive.js';
import {
  analyseTables,
  createTables,
  dropTables,
  finishAncestors,
  finishTables,
  insertAncestors,
  releaseTables,
} from './release-tables.js';
import { createReleaseWriter } from './release-writer.js';

/** 'WCSL': keeps these advisory locks apart from everyone else's. */
const lockClass = 0x5743534c;

/** Concepts whose ancestors are worked out in one statement: some hundred thousand pairs. */
const conceptsAtOnce = 5_000;

/** How long requests that found a release before it was replaced may go on reading it: others find the new one. */
const graceMs = 2_000;

/**
 * Loads a release into tables of its own, on a connection of its own, and puts it in use in one short transaction. A
 * load that ended in its middle leaves tables that nobody finds; the next one removes them.
 *
 * @throws WellspringError as LoadedCodeSystems.load does
 */
export async function loadRelease(store: StoreContext, order: ReleaseToLoad): Promise<CodeSystemRelease> {
  const client = await store.database.dedicated('wellspring terminology');
  try {
    await lock(client, store.schema);
    await removeRemains(client, store.schema);
    const { system } = codeSystemDescription(order.kind);
    const { rows } = await client.query<{ release: number }>(
      `INSERT INTO ${store.schema}.code_system_release (kind, system, version) VALUES ($1, $2, $3) RETURNING release`,
      [order.kind, system, order.version],
    );
    const { release } = rows[0]!;
    try {
      const concepts = await fill(client, store.schema, release, order);
      return await putInUse(client, store.schema, release, order, concepts);
    } catch (error) {
      // Where the connection is gone, the next load does it.
      await removeTables(client, store.schema, release).catch(() => undefined);
      throw error;
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Held until the connection ends, so also where this process is killed. */
async function lock(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
    [lockClass, schema],
  );
  if (rows[0]?.locked !== true)
    throw new WellspringError(
      'load-under-way',
      'Another code system is being loaded into this data store, or removed; one at a time can be',
    );
}

/** Under the lock nobody loads: what is not in use is left from loads that did not come to their end. */
async function removeRemains(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ release: number }>(
    `SELECT release FROM ${schema}.code_system_release WHERE loaded IS NULL`,
  );
  for (const { release } of rows) await removeTables(client, schema, release);
}

async function removeTables(client: pg.Client, schema: string, release: number): Promise<void> {
  await client.query(dropTables(releaseTables(schema, release)));
  await client.query(`DELETE FROM ${schema}.code_system_release WHERE release = $1`, [release]);
}

/** @returns how many concepts there are */
async function fill(
  client: pg.Client,
  schema: string,
  release: number,
  { kind, archive, maxBytes, signal, onReceived }: ReleaseToLoad,
): Promise<number> {
  const tables = releaseTables(schema, release);
  for (const statement of createTables(tables)) await client.query(statement);
  const writer = createReleaseWriter(client, tables);
  for await (const row of archiveRows(kind, archive, maxBytes)) await writer.add(row);
  if (writer.concepts() === 0) throw new WellspringError('invalid-release-file', 'The files have no concept');
  await writer.end();
  signal.throwIfAborted();
  onReceived?.();
  for (const statement of finishTables(tables)) await client.query(statement);
  await client.query(analyseTables(tables));
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*)::text AS count FROM ${tables.concept}`,
  );
  const concepts = Number(rows[0]!.count);
  for (let from = 0; from < concepts; from += conceptsAtOnce) {
    signal.throwIfAborted();
    await client.query(insertAncestors(tables), [from, from + conceptsAtOnce]);
  }
  for (const statement of finishAncestors(tables)) await client.query(statement);
  return concepts;
}

async function putInUse(
  client: pg.Client,
  schema: string,
  release: number,
  { kind, version }: ReleaseToLoad,
  concepts: number,
): Promise<CodeSystemRelease> {
  const { system } = codeSystemDescription(kind);
  await client.query('BEGIN');
  const replaced = await client.query<{ release: number }>(
    `UPDATE ${schema}.code_system_release SET loaded = NULL
      WHERE system = $1 AND version = $2 AND loaded IS NOT NULL RETURNING release`,
    [system, version],
  );
  const { rows } = await client.query<{ loaded: Date | string }>(
    `UPDATE ${schema}.code_system_release SET loaded = clock_timestamp(), concepts = $2 WHERE release = $1
      RETURNING loaded`,
    [release, concepts],
  );
  await client.query('COMMIT');
  if (replaced.rows.length > 0) await sleep(graceMs);
  // It is in use now: that an old one cannot be removed yet is no failure of the load.
  for (const old of replaced.rows) await removeTables(client, schema, old.release).catch(() => undefined);
  return { kind, system, version, concepts, loaded: new Date(rows[0]!.loaded) };
}
