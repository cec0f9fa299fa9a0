import { randomBytes } from 'node:crypto';
import { testShards } from '@wellspring/database/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistry } from '../registry/data-store-registry.js';
import { distributionColumn } from '../testing/citus-rules.js';
import { installCitusStandIn } from '../testing/citus-stand-in.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { readDistribution } from './distribution.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.end());

const registry = (citus: boolean) =>
  createRegistry({ database: stores.database, url: stores.url, slot: { node: 7 }, citus });

async function distributed(): Promise<string> {
  const id = randomBytes(16).toString('hex');
  await installCitusStandIn(stores.database, `ds_${id}`);
  await registry(true).createSchema(id);
  return `ds_${id}`;
}

/** Tables of which there is one, on the coordinator. Whoever adds one decides whether that will do. */
const ofTheCoordinator = [
  'async_transaction',
  'citus_migration',
  'citus_stand_in',
  'code_system_release',
  'conformance_change',
  'idempotency_key',
  'moving',
  'package',
  'package_resource',
  'quality_report',
  'search_parameter',
  'search_parameter_reading',
  'search_parameter_source',
  'shard',
  'store_migration',
  'validation_setting',
  'writing',
];

describe('the schema of a distributed data store', () => {
  let schema: string;
  beforeAll(async () => {
    schema = await distributed();
  });

  it('has every table distributed, everywhere, or on the coordinator for a reason', async () => {
    const rows = await stores.database.query<{ name: string; method: string | null; by: string | null }>(
      `SELECT c.relname AS name, s.method, s.distributed_by AS by FROM pg_class c
       LEFT JOIN ${schema}.citus_stand_in s ON s.relation = c.oid
       WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`,
      [schema],
    );
    expect(rows.filter(({ method }) => method === null).map(({ name }) => name)).toEqual(ofTheCoordinator);
    expect(rows.filter(({ method }) => method === 'reference').map(({ name }) => name)).toEqual([
      'dictionary',
    ]);
    for (const { name, by } of rows.filter(({ method }) => method === 'hash'))
      expect(by, name).toBe(distributionColumn(name));
  });

  it('has what lies by part together, and identity by itself', async () => {
    const rows = await stores.database.query<{ name: string; with: string }>(
      `SELECT r.relname AS name, c.relname AS with FROM ${schema}.citus_stand_in s
       JOIN pg_class r ON r.oid = s.relation JOIN pg_class c ON c.oid = s.colocation`,
    );
    for (const { name, with: together } of rows)
      expect(together, name).toBe(name === 'identity' ? 'identity' : 'version');
  });

  it('has no unique index that Citus cannot hold, no trigger and no foreign key on what is distributed', async () => {
    const rows = await stores.database.query<{ name: string; columns: string[]; by: string }>(
      `SELECT r.relname AS name, s.distributed_by AS by,
         ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = r.oid AND attnum = ANY (i.indkey)) AS columns
       FROM ${schema}.citus_stand_in s JOIN pg_class r ON r.oid = s.relation JOIN pg_index i ON i.indrelid = r.oid
       WHERE i.indisunique AND s.method = 'hash'`,
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const { name, columns, by } of rows) expect(columns, name).toContain(by);
    // (type, id) is unique over all shards by the one table that lies by id.
    expect(rows.find(({ name }) => name === 'identity')?.columns.toSorted()).toEqual(['id', 'type']);
    const others = await stores.database.query(
      `SELECT tgname FROM pg_trigger JOIN ${schema}.citus_stand_in ON relation = tgrelid
       UNION ALL SELECT conname FROM pg_constraint
         JOIN ${schema}.citus_stand_in ON relation IN (conrelid, confrelid) WHERE contype NOT IN ('p', 'n', 'c')`,
    );
    expect(others).toEqual([]);
  });

  it('can be moved to another node while it is written to', async () => {
    const rows = await stores.database.query(
      `SELECT r.relname FROM ${schema}.citus_stand_in s JOIN pg_class r ON r.oid = s.relation
       WHERE r.relreplident <> 'f' AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = r.oid AND indisprimary)`,
    );
    expect(rows).toEqual([]);
  });

  it('has one part for each shard, each in another', async () => {
    const distribution = await readDistribution(stores.database, schema);
    expect(distribution?.shards).toHaveLength(testShards);
    const places = await stores.database.query<{ place: bigint }>(
      `SELECT DISTINCT ${schema}.get_shard_id_for_distribution_column($1::regclass, part) AS place
       FROM ${schema}.shard`,
      [`${schema}.version`],
    );
    expect(places).toHaveLength(testShards);
  });

  it('has for each shard a schema of views of every table that lies by part', async () => {
    const [{ tables } = { tables: '' }] = await stores.database.query<{ tables: string }>(
      `SELECT string_agg(r.relname, ' ' ORDER BY r.relname) AS tables FROM ${schema}.citus_stand_in s
       JOIN pg_class r ON r.oid = s.relation WHERE s.distributed_by = 'part' OR s.method = 'reference'`,
    );
    const shards = await stores.database.query<{ tables: string }>(
      `SELECT string_agg(c.relname, ' ' ORDER BY c.relname) AS tables FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname ~ ('^' || $1 || '_[0-9]+$') AND c.relkind = 'v' GROUP BY n.nspname`,
      [schema],
    );
    expect(shards).toEqual(Array.from({ length: testShards }, () => ({ tables })));
  });

  it('is gone, with those of its shards, when the data store is', async () => {
    const another = await distributed();
    await registry(true).dropSchema(another.slice('ds_'.length));
    const left = await stores.database.query('SELECT FROM pg_namespace WHERE starts_with(nspname, $1)', [
      another,
    ]);
    expect(left).toEqual([]);
  });

  it('is refused by a program that takes it for plain tables', async () => {
    await expect(registry(false).createSchema(schema.slice('ds_'.length))).rejects.toMatchObject({
      code: 'distribution-mismatch',
    });
  });
});

it('refuses to distribute a data store that has resources', async () => {
  const store = await stores.store();
  await store.create(resource({ resourceType: 'Patient' }));
  await expect(registry(true).createSchema(store.id)).rejects.toMatchObject({
    code: 'distribution-mismatch',
  });
});

it('distributes nothing where there is no Citus', async () => {
  await expect(registry(true).createSchema(randomBytes(16).toString('hex'))).rejects.toMatchObject({
    code: 'migration-failed',
  });
});
