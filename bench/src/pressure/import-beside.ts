import {
  DeleteFHIRDatastoreCommand,
  DescribeFHIRImportJobCommand,
  HealthLakeClient,
  type ImportJobProperties,
} from '@aws-sdk/client-healthlake';
import { bulkLoader, createDataStore } from '@wellspring/server/testing';
import type { Authorization } from '../rest/rest-orders.js';

/** An import job that is under way. */
export interface ImportBeside {
  /** How many resources it has come to by now; undefined once it has ended. */
  look(): Promise<number | undefined>;
  /** Waits until it is over, and removes the data store that it filled. */
  finish(): Promise<void>;
}

const ended = /^(?:COMPLETED|FAILED|CANCEL)/;

/**
 * Uploads folders and starts importing them into a data store of its own, at default settings: nobody has it work less
 * than it would.
 *
 * @throws Error where the job does not complete, or does not import everything: by `finish`
 */
export async function startImport(
  endpoint: string,
  authorization: Extract<Authorization, { kind: 'signature' }>,
  folders: readonly string[],
): Promise<ImportBeside> {
  const control = new HealthLakeClient({ endpoint, ...authorization });
  const loader = bulkLoader(endpoint, authorization.credentials);
  const storeId = await createDataStore(control, 'beside');
  const input = await loader.upload(folders);
  let started: (jobId: string) => void = () => undefined;
  const number = new Promise<string>((resolve) => {
    started = resolve;
  });
  const over = loader.importFrom(input, storeId, ({ JobId }) => {
    started(JobId!);
  });
  // It may fail while nobody waits for it.
  over.catch(() => undefined);
  const jobId = await Promise.race([number, over.then(({ JobId }) => JobId!)]);
  return {
    async look() {
      const { ImportJobProperties: job } = await control.send(
        new DescribeFHIRImportJobCommand({ DatastoreId: storeId, JobId: jobId }),
      );
      return ended.test(job?.JobStatus ?? '') ? undefined : scannedBy(job);
    },
    async finish() {
      try {
        const job = await over;
        const imported = job.JobProgressReport?.TotalNumberOfResourcesImported ?? 0;
        if (job.JobStatus !== 'COMPLETED' || imported === 0 || imported !== scannedBy(job))
          throw new Error(`the import beside reads ended as ${JSON.stringify(job)}`);
        await loader.remove(input);
        await control.send(new DeleteFHIRDatastoreCommand({ DatastoreId: storeId }));
      } finally {
        loader.close();
        control.destroy();
      }
    },
  };
}

function scannedBy(job: ImportJobProperties | undefined): number {
  return job?.JobProgressReport?.TotalNumberOfResourcesScanned ?? 0;
}
