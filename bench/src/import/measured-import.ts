import { bulkLoader, type ServerProcess } from '@wellspring/server/testing';
import { createStore } from '../create-store.js';
import { identityOf, type Credentials } from '../program-commands.js';
import { serverMeter, type Used } from '../server-meter.js';

/** What came of an import. */
export interface ImportFigures {
  readonly storeId: string;
  readonly resources: number;
  readonly failed: number;
  /** From submission to COMPLETED. */
  readonly seconds: number;
  readonly resourcesPerSecond: number;
  /** Of the job; the upload before it is not in it. */
  readonly used: Used | undefined;
}

/**
 * A real import job into a new data store, from the embedded object store, at `structure-only`.
 *
 * @throws Error where the job does not complete, or any line is not imported
 */
export async function measuredImport(
  server: ServerProcess,
  dataFolder: string,
  credentials: Credentials,
  inputs: readonly string[],
): Promise<ImportFigures> {
  const loader = bulkLoader(server.endpoint, identityOf(credentials).credentials);
  const meter = await serverMeter(server.pid, dataFolder);
  try {
    const storeId = await createStore(server.endpoint, credentials);
    const input = await loader.upload(inputs);
    const { result: job, used } = await meter.during(() => loader.importFrom(input, storeId));
    await loader.remove(input);
    const {
      TotalNumberOfResourcesScanned: scanned = 0,
      TotalNumberOfResourcesImported: resources = 0,
      TotalNumberOfResourcesWithCustomerError: failed = 0,
    } = job.JobProgressReport ?? {};
    if (job.JobStatus !== 'COMPLETED' || resources === 0 || resources !== scanned)
      throw new Error(
        `the import ended as ${job.JobStatus ?? '?'}: ${JSON.stringify(job.JobProgressReport)}`,
      );
    const seconds = (job.EndTime!.getTime() - job.SubmitTime!.getTime()) / 1000;
    return { storeId, resources, failed, seconds, resourcesPerSecond: resources / seconds, used };
  } finally {
    loader.close();
    await meter.close();
  }
}
