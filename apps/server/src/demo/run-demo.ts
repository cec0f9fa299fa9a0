import { createInterface } from 'node:readline';
import { DeleteFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import type { Connection } from '../commands/connection.js';
import { createDataStore } from '../commands/create-data-store.js';
import { listDataStores } from '../commands/data-store-argument.js';
import { inputFiles } from '../commands/input-files.js';
import { ensureBucket, freshPrefix } from '../commands/job-places.js';
import { exportFolder, runExport } from '../commands/run-export.js';
import { runImport, upload } from '../commands/run-import.js';
import { listKeys, readObject } from '../commands/s3-objects.js';
import { demoFolder } from '@wellspring/synthetic';
import { countByType, demoSearches, readDemoData } from './demo-data.js';
import type { DemoReport } from './demo-report.js';
import { searchTotal } from './search-total.js';

const bucket = 'wellspring-demo';
const storeName = 'demo';

/** The main job on the program's own made-up patients, over HTTP, with the official SDK. */
export async function runDemo(
  connection: Connection,
  report: DemoReport,
): Promise<{ readonly storeId: string }> {
  const data = readDemoData();
  const expected = countByType(data);
  const prefix = freshPrefix('import');

  const storeId = await report.step('create a data store', async () => {
    await removeFormer(connection);
    const id = await createDataStore(connection.healthLake, storeName);
    return { result: id, said: id };
  });

  await report.step('upload made-up patients', async () => {
    await ensureBucket(connection.s3, bucket);
    const files = await inputFiles([demoFolder]);
    await upload(connection, files, { bucket, prefix: `${prefix}input/` });
    return { result: undefined, said: `${String(files.length)} files to s3://${bucket}` };
  });

  await report.step('import', async () => {
    const job = await runImport(connection, {
      storeId,
      name: 'demo',
      input: { bucket, prefix: `${prefix}input/` },
      output: { bucket, prefix: `${prefix}output/` },
    });
    const imported = job.JobProgressReport?.TotalNumberOfResourcesImported ?? 0;
    report.check('resources imported', imported, data.length);
    if (job.JobStatus !== 'COMPLETED')
      throw new Error(`the import ended as ${job.JobStatus ?? '?'}: ${job.Message ?? ''}`);
    return { result: undefined, said: `${String(imported)} resources, ${job.JobStatus}` };
  });

  for (const [type, count] of expected)
    report.check(type, await searchTotal(connection, storeId, type), count);
  for (const { query, expected: count } of demoSearches(data)) {
    await report.step('search', async () => {
      const total = await searchTotal(connection, storeId, query);
      report.check(query, total, count);
      return { result: undefined, said: `${String(total).padStart(5)}  ${shorten(query)}` };
    });
  }

  await report.step('export', async () => {
    const output = { bucket, prefix: freshPrefix('export') };
    const job = await runExport(connection, { storeId, output });
    if (job.JobStatus !== 'COMPLETED')
      throw new Error(`the export ended as ${job.JobStatus ?? '?'}: ${job.Message ?? ''}`);
    const counts = await countExported(connection, exportFolder(job, output));
    for (const [type, count] of expected) report.check(`exported ${type}`, counts.get(type) ?? 0, count);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    report.check('resources exported', total, data.length);
    return { result: undefined, said: `${String(total)} resources of ${String(counts.size)} types` };
  });

  return { storeId };
}

async function removeFormer(connection: Connection): Promise<void> {
  for await (const store of listDataStores(connection.healthLake)) {
    if (store.DatastoreName !== storeName || store.DatastoreStatus !== 'ACTIVE') continue;
    await connection.healthLake.send(new DeleteFHIRDatastoreCommand({ DatastoreId: store.DatastoreId }));
  }
}

async function countExported(
  connection: Connection,
  folder: { readonly bucket: string; readonly prefix: string },
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const key of listKeys(connection, folder)) {
    if (!key.endsWith('.ndjson')) continue;
    const lines = createInterface({
      input: await readObject(connection, folder.bucket, key),
      crlfDelay: Infinity,
    });
    for await (const line of lines) {
      const { resourceType } = JSON.parse(line) as { readonly resourceType: string };
      counts.set(resourceType, (counts.get(resourceType) ?? 0) + 1);
    }
  }
  return counts;
}

function shorten(query: string): string {
  return query.length <= 38 ? query : `${query.slice(0, 35)}...`;
}
