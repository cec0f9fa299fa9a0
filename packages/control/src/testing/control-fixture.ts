import type { Caller, RequestQuotas } from '@wellspring/access';
import { connect, type Database } from '@wellspring/database';
import { createRegistry, migrateCatalog, type DataStoreRegistry } from '@wellspring/store';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { type ControlConfig, controlDefaults } from '../control-config.js';
import { createControlHandler } from '../control-handler.js';
import type { ControlLog } from '../control-log.js';
import { createDataStoreLifeCycle, type DataStoreLifeCycle } from '../data-stores/life-cycle.js';
import type { OperationName, Operations } from '../generated/shapes.js';
import { migrateControl } from '../migrate-control.js';
import { createResourceTags } from '../tags/resource-tags.js';
import { createTagTable } from '../tags/tag-table.js';
import { controlListener, type ControlListener } from './control-listener.js';
import { jobsInMemory, type JobsInMemory } from './jobs-in-memory.js';

/** A control plane on a database of its own, with a client. */
export interface ControlFixture {
  readonly database: Database;
  readonly registry: DataStoreRegistry;
  readonly lifeCycle: DataStoreLifeCycle;
  readonly jobs: JobsInMemory;
  readonly config: ControlConfig;
  readonly listener: ControlListener;
  /** The AWS SDK, pointed at the listener. */
  readonly sdk: HealthLakeClient;
  /** What was logged as an error. */
  readonly errors: readonly object[];
  /** One request without the SDK, for operations it does not know and inputs it would not send. */
  call(target: string, body: string): Promise<RawAnswer>;
  /** `call` for an operation that has to succeed. */
  succeed<Name extends OperationName>(
    operation: Name,
    input: Operations[Name]['input'],
  ): Promise<Operations[Name]['output']>;
  close(): Promise<void>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly __type?: string; readonly Message?: string };
}

export interface FixtureOptions {
  readonly url: string;
  readonly config?: Partial<ControlConfig>;
  /** Whether data stores go on by themselves; else the test does it. Default: yes. */
  readonly alive?: boolean;
  /** Who sends the requests; default: who may do everything. */
  readonly caller?: () => Caller;
  /** Default: none. */
  readonly quotas?: RequestQuotas;
  readonly registry?: (real: DataStoreRegistry) => DataStoreRegistry;
}

export async function controlFixture(options: FixtureOptions): Promise<ControlFixture> {
  const { url, alive = true } = options;
  await migrateCatalog(url);
  await migrateControl(url);
  const database = connect({ url, max: 10 });
  const real = createRegistry({ database, url, slot: { node: 0 } });
  const registry = options.registry?.(real) ?? real;
  const errors: object[] = [];
  const log: ControlLog = { info: () => undefined, error: (fields) => errors.push(fields) };
  const config: ControlConfig = {
    ...controlDefaults,
    region: 'us-east-1',
    accountId: '000000000000',
    publicUrl: 'http://127.0.0.1:8080',
    ...options.config,
  };
  const lifeCycle = createDataStoreLifeCycle({ registry, database, log, sweepMs: 50 });
  const idle: DataStoreLifeCycle = { ...lifeCycle, wake: () => undefined };
  const jobs = jobsInMemory();
  const handler = createControlHandler({
    registry,
    jobs,
    database,
    lifeCycle: alive ? lifeCycle : idle,
    resourceTags: createResourceTags(createTagTable(database)),
    quotas: options.quotas ?? { take: () => undefined },
    config,
    log,
  });
  const listener = await controlListener(handler, options.caller);
  const sdk = new HealthLakeClient({
    endpoint: listener.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

  async function call(target: string, body: string): Promise<RawAnswer> {
    const response = await fetch(listener.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body,
    });
    const json = (await response.json()) as RawAnswer['body'];
    return { status: response.status, headers: response.headers, body: json };
  }

  return {
    database,
    registry,
    lifeCycle,
    jobs,
    config,
    listener,
    sdk,
    errors,
    call,
    async succeed(operation, input) {
      const { status, body } = await call(`HealthLake.${operation}`, JSON.stringify(input));
      if (status !== 200) throw new Error(`${operation} answered ${status}: ${JSON.stringify(body)}`);
      return body as Operations[typeof operation]['output'];
    },
    async close() {
      sdk.destroy();
      await listener.close();
      await lifeCycle.stop();
      await database.close();
    },
  };
}
