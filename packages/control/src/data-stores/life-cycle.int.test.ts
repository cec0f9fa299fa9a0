import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { WellspringError } from '@wellspring/errors';
import type { DataStoreRegistry } from '@wellspring/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ControlFixture, controlFixture } from '../testing/control-fixture.js';
import { createDataStoreLifeCycle, type DataStoreLifeCycle } from './life-cycle.js';

let home: TestDatabase;
let fixture: ControlFixture;
const lives: DataStoreLifeCycle[] = [];

beforeEach(async () => {
  home = await testDatabase();
  // The handler tells nobody what it began, as if the process died right after its answer.
  fixture = await controlFixture({ url: home.url, alive: false });
});
afterEach(async () => {
  await Promise.all(lives.splice(0).map((life) => life.stop()));
  expect(fixture.listener.complaints).toEqual([]);
  await fixture.close();
  await home.drop();
});

/** A process that starts on this database, with a registry that may be made to fail. */
function startLife(changes: Partial<DataStoreRegistry> = {}): object[] {
  const errors: object[] = [];
  const life = createDataStoreLifeCycle({
    registry: { ...fixture.registry, ...changes },
    database: fixture.database,
    log: { info: () => undefined, error: (fields) => errors.push(fields) },
    sweepMs: 50,
  });
  lives.push(life);
  life.start();
  return errors;
}

async function create(): Promise<string> {
  const { DatastoreId, DatastoreStatus } = await fixture.succeed('CreateFHIRDatastore', {
    DatastoreTypeVersion: 'R4',
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  expect(DatastoreStatus).toBe('CREATING');
  return DatastoreId;
}

const properties = async (id: string) =>
  (await fixture.succeed('DescribeFHIRDatastore', { DatastoreId: id })).DatastoreProperties;

const becomes = (id: string, status: string) =>
  vi.waitFor(
    async () => {
      expect((await properties(id)).DatastoreStatus).toBe(status);
    },
    { timeout: 20_000, interval: 25 },
  );

describe('after a crash', () => {
  it('finishes creations and deletions that were begun', async () => {
    const ids = await Promise.all([create(), create(), create()]);
    startLife();
    for (const id of ids) await becomes(id, 'ACTIVE');

    await lives.splice(0)[0]!.stop();
    await fixture.succeed('DeleteFHIRDatastore', { DatastoreId: ids[0] });
    expect((await properties(ids[0])).DatastoreStatus).toBe('DELETING');
    startLife();
    await becomes(ids[0], 'DELETED');
    expect((await properties(ids[1])).DatastoreStatus).toBe('ACTIVE');
    const tags = await fixture.database.query('SELECT FROM wellspring.tag WHERE data_store_id = $1', [
      ids[0],
    ]);
    expect(tags).toEqual([]);
  });

  it('goes on where the schema was made, or dropped, but not noted down', async () => {
    const id = await create();
    await fixture.registry.createSchema(id);
    startLife();
    await becomes(id, 'ACTIVE');
    await lives.splice(0)[0]!.stop();
    await fixture.succeed('DeleteFHIRDatastore', { DatastoreId: id });
    await fixture.registry.dropSchema(id);
    startLife();
    await becomes(id, 'DELETED');
  });

  it('adds the tags of a creation that died before it did', async () => {
    const { id } = await fixture.registry.create({
      properties: { creationTags: [{ Key: 'a', Value: 'b' }] },
    });
    startLife();
    await becomes(id, 'ACTIVE');
    const { DatastoreArn } = await properties(id);
    const { Tags } = await fixture.succeed('ListTagsForResource', { ResourceARN: DatastoreArn });
    expect(Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  it('finishes an update', async () => {
    const id = await create();
    startLife();
    await becomes(id, 'ACTIVE');
    await lives.splice(0)[0]!.stop();
    const update = { DatastoreId: id, NlpConfiguration: { Status: 'ENABLED' } } as const;
    await fixture.succeed('UpdateFHIRDatastore', update);
    expect(await properties(id)).toMatchObject({ NlpConfiguration: { Status: 'ENABLING' } });
    // While one update is under way there is no other, and no deletion.
    for (const operation of ['UpdateFHIRDatastore', 'DeleteFHIRDatastore'])
      expect((await fixture.call(`HealthLake.${operation}`, JSON.stringify(update))).body).toMatchObject({
        __type: 'ConflictException',
        Message: expect.stringContaining('is UPDATING') as string,
      });
    startLife();
    await becomes(id, 'ACTIVE');
    expect(await properties(id)).toMatchObject({ NlpConfiguration: { Status: 'ENABLED' } });
  });

  it('does each thing once where several processes start', async () => {
    const ids = await Promise.all([create(), create(), create(), create()]);
    const createSchema = vi.fn((id: string) => fixture.registry.createSchema(id));
    const errors = [startLife({ createSchema }), startLife({ createSchema }), startLife({ createSchema })];
    for (const id of ids) await becomes(id, 'ACTIVE');
    expect(createSchema.mock.calls.map(([id]) => id).sort()).toEqual([...ids].sort());
    expect(errors.flat()).toEqual([]);
  });
});

describe('failures', () => {
  it.each([
    ['a full disk', '53100', 'RETRYABLE_ERROR'],
    ['a right that is missing', '42501', 'NON_RETRYABLE_ERROR'],
  ])('%s makes the data store CREATE_FAILED, with a cause', async (_, code, ErrorCategory) => {
    const id = await create();
    const failure = Object.assign(new Error('schema ds_1: secret details'), { code, severity: 'ERROR' });
    const errors = startLife({ createSchema: () => Promise.reject(failure) });
    await becomes(id, 'CREATE_FAILED');
    const { ErrorCause } = await properties(id);
    expect(ErrorCause).toMatchObject({ ErrorCategory });
    expect(ErrorCause!.ErrorMessage).not.toContain('secret');
    expect(errors).toMatchObject([{ err: failure, dataStoreId: id }]);

    // It can be deleted, though it never was whole.
    await fixture.succeed('DeleteFHIRDatastore', { DatastoreId: id });
    await becomes(id, 'DELETED');
  });

  it('waits for a database that went away', async () => {
    const id = await create();
    let failures = 3;
    startLife({
      createSchema: (store) =>
        failures-- > 0
          ? Promise.reject(new WellspringError('database-unavailable', 'The database cannot be reached'))
          : fixture.registry.createSchema(store),
    });
    await becomes(id, 'ACTIVE');
    expect(failures).toBe(-1);
  });

  it('tries a deletion again until it succeeds', async () => {
    const id = await create();
    let failures = 2;
    startLife({
      dropSchema: (store) =>
        failures-- > 0 ? Promise.reject(new Error('lock timeout')) : fixture.registry.dropSchema(store),
    });
    await becomes(id, 'ACTIVE');
    await fixture.succeed('DeleteFHIRDatastore', { DatastoreId: id });
    await becomes(id, 'DELETED');
    expect(failures).toBe(-1);
  });
});

describe('a data store that another node is changing', () => {
  it('is in conflict when that takes long', async () => {
    const id = await create();
    startLife();
    await becomes(id, 'ACTIVE');
    await fixture.database.transaction(async (other) => {
      await other.query(`SELECT pg_advisory_xact_lock(hashtextextended('wellspring.data_store:' || $1, 0))`, [
        id,
      ]);
      const input = JSON.stringify({ DatastoreId: id });
      expect((await fixture.call('HealthLake.DeleteFHIRDatastore', input)).body).toEqual({
        __type: 'ConflictException',
        Message: `The data store ${id} is being changed; try again later`,
      });
    });
    await fixture.succeed('DeleteFHIRDatastore', { DatastoreId: id });
  });
});

describe('stop', () => {
  it('waits for the work that is going on, and takes no more', async () => {
    const id = await create();
    let release: (() => void) | undefined;
    const entered = new Promise<void>((enter) => {
      startLife({
        createSchema: async (store) => {
          enter();
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          await fixture.registry.createSchema(store);
        },
      });
    });
    await entered;
    const life = lives.splice(0)[0]!;
    const stopped = life.stop();
    life.wake(await create());
    release!();
    await stopped;
    const statuses = (await fixture.succeed('ListFHIRDatastores', {})).DatastorePropertiesList;
    expect(statuses.find(({ DatastoreId }) => DatastoreId === id)!.DatastoreStatus).toBe('ACTIVE');
    expect(statuses.filter(({ DatastoreStatus }) => DatastoreStatus === 'CREATING')).toHaveLength(1);
  });
});
