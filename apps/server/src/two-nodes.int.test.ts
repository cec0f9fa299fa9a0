import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import {
  DeleteFHIRDatastoreCommand,
  DescribeFHIRImportJobCommand,
  StartFHIRImportJobCommand,
} from '@aws-sdk/client-healthlake';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import { connect, type Database } from '@wellspring/database';
import { testDatabase, type TestDatabase } from '@wellspring/database/testing';
import { startS3Listener, testCredentials, type S3Listener } from '@wellspring/objects/testing';
import { madeUpTar } from '@wellspring/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTo, disconnect, type Connection } from './commands/connection.js';
import { createDataStore } from './commands/create-data-store.js';
import { jobAccess } from './commands/job-places.js';
import { readSettings } from './configuration/read-settings.js';
import { startServer, type ServerProcess } from './testing/server-process.js';
import { connectionsOn } from './testing/system-processes.js';

const bucket = 'clinic';
const root = { accessKeyId: 'AKIAWELLSPRINGNODES2', secretAccessKey: randomBytes(30).toString('base64') };
const account = { region: 'us-east-1', service: 'healthlake' };

interface Node {
  readonly folder: string;
  readonly server: ServerProcess;
  readonly client: Connection;
  readonly iam: IAMClient;
}

let home: TestDatabase;
let objects: S3Listener;
let database: Database;
let environment: Record<string, string>;
let one: Node;
let other: Node;
const rootFetch = signedFetch({ credentials: root, ...account });

beforeAll(async () => {
  home = await testDatabase();
  objects = await startS3Listener();
  await objects.embedded.client().ensureBucket(bucket);
  database = connect({ url: home.url, max: 2 });
  environment = {
    DATABASE_URL: home.url,
    WELLSPRING_S3_ENDPOINT: objects.endpoint,
    WELLSPRING_S3_ACCESS_KEY_ID: testCredentials.accessKeyId,
    WELLSPRING_S3_SECRET_ACCESS_KEY: testCredentials.secretAccessKey,
    WELLSPRING_ROOT_ACCESS_KEY_ID: root.accessKeyId,
    WELLSPRING_ROOT_SECRET_ACCESS_KEY: root.secretAccessKey,
    WELLSPRING_MASTER_KEY: randomBytes(32).toString('base64'),
    WELLSPRING_LOG_LEVEL: 'fatal',
  };
  // At the same time, so that both find a database to be made ready.
  [one, other] = await Promise.all([startNode(), startNode()]);
}, 120_000);
afterAll(async () => {
  for (const { client, iam, server, folder } of [one, other]) {
    disconnect(client);
    iam.destroy();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  await database.close();
  await objects.close();
  await home.drop();
});

async function startNode(): Promise<Node> {
  const folder = await mkdtemp(join(tmpdir(), 'wellspring-node-'));
  const server = await startServer(folder, environment);
  const iam = new IAMClient({ endpoint: server.endpoint, region: account.region, credentials: root });
  return { folder, server, iam, client: connectTo(server.endpoint, readSettings(environment), root) };
}

const address = (node: Node, storeId: string, path: string) =>
  `${node.server.endpoint}/datastore/${storeId}/r4/${path}`;

/** Sends a resource, or asks for something, and gives the status; bodies are for those who want them. */
async function send(
  node: Node,
  storeId: string,
  path: string,
  {
    body,
    method = body === undefined ? 'GET' : 'PUT',
    by = rootFetch,
  }: {
    readonly body?: unknown;
    readonly method?: string;
    readonly by?: SignedFetch;
  } = {},
): Promise<{ readonly status: number; readonly body: { readonly [name: string]: unknown } }> {
  const response = await by(address(node, storeId, path), {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/fhir+json' },
      body: Buffer.isBuffer(body) ? body : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

/**
 * Carries a change out, and asks the other node until it shows there. Whoever asks a second later must not be told the
 * old any more; how long an answer takes is not the matter.
 */
async function showsWithinASecond(
  change: () => Promise<unknown>,
  shows: () => Promise<boolean>,
): Promise<void> {
  expect(await shows()).toBe(false);
  await change();
  const changedAt = performance.now();
  for (;;) {
    const askedAt = performance.now();
    if (await shows()) return;
    expect(askedAt - changedAt).toBeLessThan(1_000);
    await sleep(20);
  }
}

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });
const allow = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

it('a change on one node counts on the other within a second', async () => {
  const storeId = await createDataStore(one.client.healthLake, 'coherent');
  // New, and asked for the first time.
  expect((await send(other, storeId, 'Patient/p', { body: patient('p') })).status).toBe(201);
  expect((await send(one, storeId, 'Patient/p')).status).toBe(200);

  // Keys and policies.
  await one.iam.send(new CreateUserCommand({ UserName: 'ada' }));
  const { AccessKey: key } = await one.iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
  const credentials = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  const by = signedFetch({ credentials, ...account });
  const may = async () => (await send(other, storeId, 'Patient/p', { by })).status === 200;
  const putPolicy = (action: string) =>
    one.iam.send(
      new PutUserPolicyCommand({ UserName: 'ada', PolicyName: 'own', PolicyDocument: allow(action) }),
    );
  await showsWithinASecond(() => putPolicy('healthlake:*'), may);
  await showsWithinASecond(
    () => putPolicy('healthlake:ListFHIRDatastores'),
    async () => (await send(other, storeId, 'Patient/p', { by })).status === 403,
  );
  await showsWithinASecond(() => putPolicy('healthlake:*'), may);
  await showsWithinASecond(
    () => one.iam.send(new DeleteAccessKeyCommand({ UserName: 'ada', AccessKeyId: credentials.accessKeyId })),
    async () => !(await may()),
  );

  // A search parameter of the data store's own: as soon as the one node answers by it, the other does.
  await send(one, storeId, 'Patient/q', { body: patient('q', { name: [{ suffix: ['Esq'] }] }) });
  const parameter = {
    resourceType: 'SearchParameter',
    id: 'suffix',
    url: 'http://a.example/suffix',
    name: 'suffix',
    description: 'Suffixes',
    status: 'active',
    code: 'suffix',
    base: ['Patient'],
    type: 'string',
    expression: 'Patient.name.suffix',
  };
  const finds = async (node: Node) =>
    (await send(node, storeId, 'Patient?suffix=Esq&_total=accurate')).body['total'] === 1;
  await showsWithinASecond(
    async () => {
      await send(one, storeId, 'SearchParameter/suffix', { body: parameter });
      await expect.poll(() => finds(one), { timeout: 30_000 }).toBe(true);
    },
    () => finds(other),
  );

  // A profile in a package: an Observation must have a note.
  const profile = 'http://a.example/noted';
  const observation = {
    resourceType: 'Observation',
    meta: { profile: [profile] },
    status: 'final',
    code: { text: 'x' },
  };
  const validate = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: observation }] };
  const refuses = async () => {
    const { body } = await send(other, storeId, 'Observation/$validate', { body: validate, method: 'POST' });
    return JSON.stringify(body['issue']).includes('Observation.note');
  };
  await showsWithinASecond(async () => {
    const archive = packageOf(profile);
    const added = await rootFetch(address(one, storeId, '$package-add'), {
      method: 'POST',
      headers: { 'content-type': 'application/gzip' },
      body: archive,
    });
    expect([200, 201]).toContain(added.status);
  }, refuses);

  // A setting of the data store.
  await showsWithinASecond(
    () =>
      rootFetch(one.server.endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'HealthLake.UpdateFHIRDatastore',
        },
        body: JSON.stringify({
          DatastoreId: storeId,
          IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR' },
        }),
      }).then(({ status }) => {
        expect(status).toBe(200);
      }),
    async () => (await fetch(address(other, storeId, '.well-known/smart-configuration'))).status === 200,
  );

  // A data store that is deleted is there no more, and no statement fails on what it was.
  const statuses = new Set<number>();
  await showsWithinASecond(
    () => one.client.healthLake.send(new DeleteFHIRDatastoreCommand({ DatastoreId: storeId })),
    async () => {
      const { status } = await send(other, storeId, 'Patient/p');
      statuses.add(status);
      return status === 404 || status === 400;
    },
  );
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
}, 120_000);

it('ten imports that both nodes were asked for run once each', async () => {
  const stores = await Promise.all([0, 1].map((n) => createDataStore(one.client.healthLake, `jobs${n}`)));
  const lines = 200;
  const jobs = await Promise.all(
    Array.from({ length: 10 }, async (_, at) => {
      const text = Array.from({ length: lines }, (__, n) => JSON.stringify(patient(`j${at}-${n}`))).join(
        '\n',
      );
      await objects.embedded.client().put(bucket, `jobs/${at}/p.ndjson`, Buffer.from(text));
      return startImport(at % 2 === 0 ? one : other, stores[at % stores.length]!, `jobs/${at}/`);
    }),
  );
  for (const [at, job] of jobs.entries()) {
    // Each is told of by the node that was not asked for it.
    const ended = await untilEnded(at % 2 === 0 ? other : one, job);
    expect(ended).toMatchObject({ status: 'COMPLETED', imported: lines });
  }
  const attempts = await database.query<{ attempt: number }>(
    'SELECT attempt FROM wellspring.job WHERE kind = $1',
    ['import'],
  );
  expect(attempts.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 10 }, () => 1));
  for (const storeId of stores) {
    const mine = jobs.filter((job) => job.storeId === storeId).length;
    const { body } = await send(other, storeId, 'Patient?_total=accurate&_count=0');
    expect(body['total']).toBe(mine * lines);
    const [row] = await database.query<{ versions: bigint }>(
      `SELECT count(*) AS versions FROM ds_${storeId}.version`,
    );
    expect(Number(row!.versions)).toBe(mine * lines);
  }
}, 120_000);

it('a node that is killed leaves nothing locked: its import goes on elsewhere, transactions are whole or absent', async () => {
  const storeId = await createDataStore(one.client.healthLake, 'killed');
  const lines = 10_000;
  const text = Array.from({ length: lines }, (_, n) => JSON.stringify(patient(`k${n}`))).join('\n');
  await objects.embedded.client().put(bucket, 'killed/p.ndjson', Buffer.from(text));
  const job = await startImport(one, storeId, 'killed/');
  let holder: Node | undefined;
  while (holder === undefined) holder = await holderOf(job.jobId);
  const [killed, left] = holder === one ? [one, other] : [other, one];
  const entries = 10;
  const answered = new Set<number>();
  const transactions = Array.from({ length: 40 }, async (_, at) => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: Array.from({ length: entries }, (__, n) => ({
        resource: patient(`t${at}-${n}`),
        request: { method: 'PUT', url: `Patient/t${at}-${n}` },
      })).concat([
        // The same for all of them: they wait for one another, and one of them has it locked.
        {
          resource: patient('same', { gender: at % 2 === 0 ? 'male' : 'female' }),
          request: { method: 'PUT', url: 'Patient/same' },
        },
      ]),
    };
    await send(killed, storeId, '', { body: bundle, method: 'POST' }).then(
      ({ status }) => {
        if (status === 200) answered.add(at);
      },
      () => undefined,
    );
  });
  await expect.poll(() => answered.size, { timeout: 30_000, interval: 5 }).toBeGreaterThanOrEqual(5);
  await killed.server.kill();
  await Promise.all(transactions);

  const began = performance.now();
  const { status } = await send(left, storeId, 'Patient/same', { body: patient('same', { active: true }) });
  expect([200, 201]).toContain(status);
  expect(performance.now() - began).toBeLessThan(5_000);
  for (let at = 0; at < 40; at++) {
    const ids = Array.from({ length: entries }, (_, n) => `t${at}-${n}`).join(',');
    const { body } = await send(left, storeId, `Patient?_id=${ids}&_total=accurate&_count=0`);
    expect(answered.has(at) ? [entries] : [0, entries]).toContain(body['total']);
  }
  expect(answered.size).toBeLessThan(40);
  expect(await untilEnded(left, job)).toMatchObject({ status: 'COMPLETED', imported: lines });
  const [row] = await database.query<{ all: bigint; most: number }>(
    `SELECT count(*) AS all, max(version)::int AS most FROM ds_${storeId}.version WHERE id ~ '^k'`,
  );
  expect([Number(row!.all), row!.most]).toEqual([lines, 1]);
  // The node that is gone has neither its number nor its jobs any more.
  await expect
    .poll(() =>
      database.query(
        `SELECT application_name AS of FROM pg_stat_activity WHERE datname = current_database()
           AND application_name IN ('wellspring node', 'wellspring jobs') ORDER BY 1`,
      ),
    )
    .toEqual([{ of: 'wellspring jobs' }, { of: 'wellspring node' }]);
}, 180_000);

interface StartedJob {
  readonly storeId: string;
  readonly jobId: string;
}

async function startImport(node: Node, storeId: string, prefix: string): Promise<StartedJob> {
  const { kmsKeyId, roleArn } = jobAccess(node.client.settings);
  const { JobId } = await node.client.healthLake.send(
    new StartFHIRImportJobCommand({
      DatastoreId: storeId,
      InputDataConfig: { S3Uri: `s3://${bucket}/${prefix}` },
      JobOutputDataConfig: { S3Configuration: { S3Uri: `s3://${bucket}/log/`, KmsKeyId: kmsKeyId } },
      DataAccessRoleArn: roleArn,
    }),
  );
  return { storeId, jobId: JobId! };
}

async function untilEnded(
  node: Node,
  { storeId, jobId }: StartedJob,
): Promise<{ readonly status: string | undefined; readonly imported: number | undefined }> {
  for (;;) {
    const { ImportJobProperties: job } = await node.client.healthLake.send(
      new DescribeFHIRImportJobCommand({ DatastoreId: storeId, JobId: jobId }),
    );
    if (job?.EndTime !== undefined)
      return {
        status: job.JobStatus,
        imported: job.JobProgressReport?.TotalNumberOfResourcesImported,
      };
    await sleep(100);
  }
}

/** The node that runs a job: the one with the connection that its lock is on. */
async function holderOf(jobId: string): Promise<Node | undefined> {
  const [row] = await database.query<{ port: number }>(
    `SELECT a.client_port AS port FROM wellspring.job j
       JOIN pg_locks l ON l.locktype = 'advisory' AND l.objid = j.lease_owner::oid AND l.granted
       JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE j.id = $1 AND a.application_name = 'wellspring jobs'`,
    [jobId],
  );
  return row && [one, other].find(({ server }) => connectionsOn(row.port, server.pid) > 0);
}

/** A package with one profile, by which an Observation has a note. */
function packageOf(url: string): Buffer {
  const profile = {
    resourceType: 'StructureDefinition',
    id: 'noted',
    url,
    version: '1.0.0',
    name: 'Noted',
    status: 'active',
    kind: 'resource',
    abstract: false,
    type: 'Observation',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
    derivation: 'constraint',
    fhirVersion: '4.0.1',
    differential: { element: [{ id: 'Observation.note', path: 'Observation.note', min: 1 }] },
  };
  const manifest = { name: 'example.noted', version: '1.0.0', fhirVersions: ['4.0.1'] };
  return gzipSync(
    madeUpTar([
      { path: 'package/package.json', content: manifest },
      { path: 'package/StructureDefinition-noted.json', content: profile },
    ]),
  );
}
