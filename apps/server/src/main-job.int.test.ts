import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  ListFHIRDatastoresCommand,
} from '@aws-sdk/client-healthlake';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { signRequest, loadRootCredential } from '@wellspring/access';
import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputFiles } from './commands/input-files.js';
import { ensureBucket } from './commands/job-places.js';
import { exportFolder, runExport } from './commands/run-export.js';
import { runImport, upload } from './commands/run-import.js';
import { listKeys, readObject } from './commands/s3-objects.js';
import { demoFolder } from '@wellspring/synthetic';
import { countByType, readDemoData } from './demo/demo-data.js';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

const bucket = 'clinic';
let program: ProgramUnderTest;
let storeId: string;

beforeAll(async () => {
  program = await startUnderTest();
  storeId = await program.createStore('main-job');
  await ensureBucket(program.connection.s3, bucket);
});

afterAll(async () => {
  await program.remove();
});

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}

async function exportedLines(store: string, prefix: string): Promise<readonly string[]> {
  const output = { bucket, prefix };
  const job = await runExport(program.connection, { storeId: store, output });
  expect(job.JobStatus).toBe('COMPLETED');
  const lines: string[] = [];
  for await (const key of listKeys(program.connection, exportFolder(job, output)))
    if (key.endsWith('.ndjson'))
      lines.push(
        ...(await text(await readObject(program.connection, bucket, key)))
          .split('\n')
          .filter((line) => line !== ''),
      );
  return lines;
}

/** A resource without what the server gives it. */
function asSent(line: string): unknown {
  const resource = JSON.parse(line) as { meta?: Record<string, unknown> };
  delete resource.meta?.['versionId'];
  delete resource.meta?.['lastUpdated'];
  if (resource.meta && Object.keys(resource.meta).length === 0) delete resource.meta;
  return resource;
}

describe('the main job', () => {
  it('imports, searches, exports, and imports what it exported', async () => {
    const data = readDemoData();
    await upload(program.connection, await inputFiles([demoFolder]), { bucket, prefix: 'in/' });
    const job = await runImport(program.connection, {
      storeId,
      input: { bucket, prefix: 'in/' },
      output: { bucket, prefix: 'log/' },
    });
    expect(job).toMatchObject({ JobStatus: 'COMPLETED' });
    expect(job.JobProgressReport?.TotalNumberOfResourcesImported).toBe(data.length);

    const sent = new Map(
      data.map((resource) => [`${resource.resourceType}/${resource.id}`, asSent(JSON.stringify(resource))]),
    );
    const first = await exportedLines(storeId, 'out/');
    expect(first.length).toBe(data.length);
    for (const line of first) {
      const resource = asSent(line) as { resourceType: string; id: string };
      expect(resource).toEqual(sent.get(`${resource.resourceType}/${resource.id}`));
    }

    const again = await program.createStore('again');
    await program.connection.s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: 'again/all.ndjson',
        Body: `${first.join('\n')}\n`,
      }),
    );
    const second = await runImport(program.connection, {
      storeId: again,
      input: { bucket, prefix: 'again/' },
      output: { bucket, prefix: 'log/' },
    });
    expect(second.JobStatus).toBe('COMPLETED');
    const lines = await exportedLines(again, 'out/');
    const byContent = (all: readonly string[]): string[] =>
      all.map((line) => JSON.stringify(asSent(line))).sort();
    expect(byContent(lines)).toEqual(byContent(first));
  }, 120_000);

  it('answers a FHIR client', async () => {
    const credentials = await loadRootCredential(program.folder);
    const client = new Client({
      baseUrl: program.fhirUrl(storeId).replace(/\/$/, ''),
      requestSigner: (url: string, options: RequestInit) => {
        const headers = new Headers(options.headers);
        options.headers = signRequest(
          {
            method: options.method ?? 'GET',
            url: new URL(url),
            headers: Object.fromEntries(headers),
            body: typeof options.body === 'string' ? options.body : '',
          },
          { credentials, region: 'us-east-1', service: 'healthlake' },
          Date.now(),
        );
      },
    });
    const statement = await client.capabilityStatement();
    expect(statement).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
    const created = (await client.create({
      resourceType: 'Patient',
      body: { resourceType: 'Patient', name: [{ family: 'Client', given: ['Kit'] }] },
    })) as unknown as { id: string };
    const read = await client.read({ resourceType: 'Patient', id: created.id });
    expect(read).toMatchObject({ id: created.id, meta: { versionId: '1' } });
    await client.update({
      resourceType: 'Patient',
      id: created.id,
      body: { resourceType: 'Patient', id: created.id, name: [{ family: 'Changed' }] },
    });
    // A write is searchable when it is answered: no wait here.
    const found = (await client.search({
      resourceType: 'Patient',
      searchParams: { family: 'Changed' },
    })) as unknown as {
      entry: { resource: { id: string } }[];
    };
    expect(found.entry.map((entry) => entry.resource.id)).toEqual([created.id]);
    const old = (await client.search({
      resourceType: 'Patient',
      searchParams: { family: 'Client' },
    })) as unknown as { entry?: unknown[] };
    expect(old.entry ?? []).toEqual([]);
    const history = (await client.history({ resourceType: 'Patient', id: created.id })) as unknown as {
      entry: unknown[];
    };
    expect(history.entry.length).toBe(2);
    await client.delete({ resourceType: 'Patient', id: created.id });
    await expect(client.read({ resourceType: 'Patient', id: created.id })).rejects.toMatchObject({
      response: { status: 410 },
    });
  });

  it('pages through a whole type, each resource once', async () => {
    const seen: string[] = [];
    let next: string | undefined = `${program.fhirUrl(storeId)}Observation?_count=17`;
    while (next !== undefined) {
      const bundle = (await (await program.fetchFhir(next)).json()) as {
        entry?: { resource: { id: string } }[];
        link: { relation: string; url: string }[];
      };
      seen.push(...(bundle.entry ?? []).map((entry) => entry.resource.id));
      next = bundle.link.find((link) => link.relation === 'next')?.url;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(countByType(readDemoData()).get('Observation'));
  }, 60_000);

  it('keeps a deleted data store describable', async () => {
    const gone = await program.createStore('gone');
    await program.connection.healthLake.send(new DeleteFHIRDatastoreCommand({ DatastoreId: gone }));
    let status: string | undefined;
    for (let attempt = 0; attempt < 100 && status !== 'DELETED'; attempt += 1) {
      const { DatastoreProperties } = await program.connection.healthLake.send(
        new DescribeFHIRDatastoreCommand({ DatastoreId: gone }),
      );
      status = DatastoreProperties?.DatastoreStatus;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(status).toBe('DELETED');
    expect((await program.fetchFhir(`${program.fhirUrl(gone)}Patient`)).status).toBe(404);
  });

  it('keeps everything over a restart', async () => {
    const response = await program.fetchFhir(`${program.fhirUrl(storeId)}Patient?_total=accurate&_count=0`);
    const before = ((await response.json()) as { total: number }).total;
    await program.stop();
    program = await program.restart();
    const { DatastorePropertiesList } = await program.connection.healthLake.send(
      new ListFHIRDatastoresCommand({ Filter: { DatastoreName: 'main-job' } }),
    );
    expect(DatastorePropertiesList?.map((store) => store.DatastoreId)).toEqual([storeId]);
    const again = await program.fetchFhir(`${program.fhirUrl(storeId)}Patient?_total=accurate&_count=0`);
    expect(((await again.json()) as { total: number }).total).toBe(before);
    expect(readFileSync(join(program.folder, 'root-credential.json'), 'utf8')).toContain('AKIA');
  });
});
