import { connect, type Database } from '@wellspring/database';
// Only tests import this file.

import { testCitusDatabase, testCitusUrl, testDatabase } from '@wellspring/database/testing';
import { parseResource, type JsonObject, type ParsedResource } from '@wellspring/fhir';
import type { DataStore } from '../data-store.js';
import type { Snapshot } from '../read/export-snapshot.js';
import { indexTables } from '../rows/index-table.js';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '../registry/data-store-registry.js';
import { watchStatements } from './watched-statements.js';
import { installCitusStandIn } from './citus-stand-in.js';
import { createBulkWriter, type BulkWriter } from '../write/bulk-writer.js';

/** A database with a catalogue, for one test file. */
export interface TestStores {
  readonly database: Database;
  readonly url: string;
  readonly registry: DataStoreRegistry;
  /** A new, empty data store in service. */
  store(): Promise<DataStore>;
  /** A bulk writer into a data store, under a node of its own. */
  writer(store: DataStore, node?: number): Promise<BulkWriter>;
  end(): Promise<void>;
}

/** @param citus whether data stores are distributed: by a real Citus where there is one, else by the stand-in for it */
export async function testStores({ citus = false }: { readonly citus?: boolean } = {}): Promise<TestStores> {
  const real = citus ? testCitusUrl() : undefined;
  const test = real === undefined ? await testDatabase() : await testCitusDatabase(real);
  const { url } = test;
  await migrateCatalog(url);
  const database = connect({ url, max: 8, distributed: citus });
  const registry = createRegistry({ database, url, slot: { node: 1 }, citus });
  return {
    database,
    url,
    registry,
    async store() {
      const { id } = await registry.create({});
      if (citus && real === undefined) await installCitusStandIn(database, `ds_${id}`);
      await registry.createSchema(id);
      if (citus) watchStatements(`ds_${id}`);
      await registry.update(id, { status: 'ACTIVE' });
      return (await registry.open(id))!;
    },
    writer: (store, node = 2) => createBulkWriter({ database, dataStoreId: store.id, slot: { node } }),
    async end() {
      await database.close();
      await test.drop();
    },
  };
}

/** A resource as if it had come over the wire. */
export function resource(tree: JsonObject): ParsedResource {
  const outcome = parseResource(Buffer.from(JSON.stringify(tree)));
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return outcome.resource;
}

/** The tree of a version that is not deleted. */
export function treeOf(version: { readonly body?: Buffer } | undefined): JsonObject {
  if (version?.body === undefined) throw new Error('There is no body');
  return JSON.parse(version.body.toString()) as JsonObject;
}

/** Every index row, without what differs between two stores of the same content: vids. */
export async function indexRows(database: Database, store: DataStore): Promise<readonly string[]> {
  const schema = `ds_${store.id}`;
  const lines: string[] = [];
  for (const table of indexTables) {
    const rows = await database.query<{ line: string }>(
      `SELECT concat('${table} ', v.type, '/', v.id, ' ', to_jsonb(t) - 'vid') AS line
       FROM ${schema}.${table} t LEFT JOIN ${schema}.version v ON v.vid = t.vid AND v.part = t.part ORDER BY 1`,
    );
    lines.push(...rows.map(({ line }) => line));
  }
  return lines.sort();
}

/** Gives a data store the secret of another, so that equal values have equal rows; before it is opened. */
export async function shareSecret(database: Database, from: string, to: string): Promise<void> {
  await database.query(
    'UPDATE wellspring.data_store SET secret = (SELECT secret FROM wellspring.data_store WHERE id = $1) WHERE id = $2',
    [from, to],
  );
}

/** Reads in a snapshot of a data store, and closes it. */
export async function inSnapshotOf<T>(
  store: DataStore,
  read: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const snapshot = await store.exportSnapshot();
  try {
    return await read(snapshot);
  } finally {
    await snapshot.close();
  }
}
