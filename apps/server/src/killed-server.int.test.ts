import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeFHIRImportJobCommand, ListFHIRImportJobsCommand } from '@aws-sdk/client-healthlake';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { loadRootCredential } from '@wellspring/access';
import { signedFetch } from '@wellspring/access/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, disconnect, type Connection } from './commands/connection.js';
import { createDataStore } from './commands/create-data-store.js';
import { ensureBucket } from './commands/job-places.js';
import { runImport } from './commands/run-import.js';
import { listKeys, readObject } from './commands/s3-objects.js';
import { readSettings } from './configuration/read-settings.js';
import { startServer, type ServerProcess } from './testing/server-process.js';

const bucket = 'killed';
const resources = 30_000;
let folder: string;
let server: ServerProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-killed-'));
  server = await startServer(folder);
});

afterAll(async () => {
  try {
    await server?.stop();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function connection(): Promise<Connection> {
  return connectTo(server!.endpoint, readSettings({}), await loadRootCredential(folder));
}

describe('a server that is killed in the middle of an import', () => {
  it('goes on after each start and ends with every resource stored exactly once', async () => {
    let client = await connection();
    const storeId = await createDataStore(client.healthLake, 'killed');
    await ensureBucket(client.s3, bucket);
    const lines = Array.from({ length: resources }, (_, at) =>
      // Every thousandth line is bad, so that the log of failures is put together over the kills, too.
      at % 1000 === 999
        ? `{"resourceType":"Patient","id":"p${String(at)}","gender":"${String(at)}"}`
        : `{"resourceType":"Patient","id":"p${String(at)}","name":[{"family":"Family${String(at)}"}]}`,
    );
    await client.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'in/p.ndjson', Body: `${lines.join('\n')}\n` }),
    );

    const output = { bucket, prefix: 'log/' };
    let kills = 0;
    const followed = runImport(client, {
      storeId,
      input: { bucket, prefix: 'in/' },
      output,
      onProgress: (job) => {
        if (kills > 0 || (job.JobProgressReport?.TotalNumberOfResourcesScanned ?? 0) === 0) return;
        kills = 1;
        void server!.kill();
      },
    });
    await followed.then(
      () => undefined,
      () => undefined,
    );
    disconnect(client);
    for (; kills < 3; kills += 1) {
      server = await startServer(folder);
      await sleep(300 + 250 * kills);
      await server.kill();
    }
    server = await startServer(folder);
    client = await connection();
    const { ImportJobPropertiesList: jobs } = await client.healthLake.send(
      new ListFHIRImportJobsCommand({ DatastoreId: storeId }),
    );
    expect(jobs?.length).toBe(1);
    let status: string | undefined;
    for (let attempt = 0; attempt < 240 && status !== 'COMPLETED_WITH_ERRORS'; attempt += 1) {
      const { ImportJobProperties: job } = await client.healthLake.send(
        new DescribeFHIRImportJobCommand({ DatastoreId: storeId, JobId: jobs![0]!.JobId }),
      );
      status = job?.JobStatus;
      expect(status).not.toBe('FAILED');
      await sleep(250);
    }
    expect(status).toBe('COMPLETED_WITH_ERRORS');

    const fetchFhir = signedFetch({
      credentials: await loadRootCredential(folder),
      region: 'us-east-1',
      service: 'healthlake',
    });
    const base = `${server.endpoint}/datastore/${storeId}/r4/`;
    const good = lines.filter((_, at) => at % 1000 !== 999).length;
    const count = await fetchFhir(`${base}Patient?_total=accurate&_count=0`);
    expect(((await count.json()) as { total: number }).total).toBe(good);

    // Each exactly once: a resource that was stored twice would be at its second version.
    let next: string | undefined = `${base}Patient?_count=1000`;
    const ids = new Set<string>();
    while (next !== undefined) {
      const page = (await (await fetchFhir(next)).json()) as {
        entry?: { resource: { id: string; meta: { versionId: string } } }[];
        link: { relation: string; url: string }[];
      };
      for (const { resource } of page.entry ?? []) {
        expect(resource.meta.versionId).toBe('1');
        ids.add(resource.id);
      }
      next = page.link.find((link) => link.relation === 'next')?.url;
    }
    expect(ids.size).toBe(good);

    const logged = new Map<number, number>();
    for await (const key of listKeys(client, output)) {
      if (!key.endsWith('.ndjson')) continue;
      let text = '';
      for await (const chunk of await readObject(client, bucket, key)) text += String(chunk);
      for (const line of text.split('\n').filter((each) => each !== '')) {
        const { lineId, statusCode } = JSON.parse(line) as { lineId: number; statusCode: number };
        expect(logged.has(lineId)).toBe(false);
        logged.set(lineId, statusCode);
      }
    }
    expect(logged.size).toBe(resources);
    expect(
      [...logged]
        .filter(([, code]) => code >= 400)
        .map(([line]) => line)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: resources / 1000 }, (_, at) => (at + 1) * 1000));
    disconnect(client);
  }, 180_000);

  it('stops cleanly within ten seconds when it is asked to, the embedded database too', async () => {
    // In the middle of an import, which a later start goes on with.
    const client = await connection();
    const storeId = await createDataStore(client.healthLake, 'killed');
    const job = runImport(client, {
      storeId,
      input: { bucket, prefix: 'in/' },
      output: { bucket, prefix: 'log/' },
    }).catch(() => undefined);
    await sleep(1_500);
    const pidFile = join(folder, 'postgres', 'cluster', 'postmaster.pid');
    const databasePid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    const started = performance.now();
    expect(await server!.stop()).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(() => process.kill(databasePid, 0)).toThrow(/ESRCH/);
    await job;
    disconnect(client);
    server = await startServer(folder);
  }, 60_000);
});
