import type { Database } from '@wellspring/database';
import type { ObjectClient } from '@wellspring/objects';
import type { ImportJobRecord } from '../jobs.js';
import { jobFolder } from '../job-folder.js';
import { parseS3Uri } from '../s3-uri.js';
import { storedProgress, waitingFiles } from './file-table.js';
import { logName, writeLogs, writeManifest } from './import-output.js';
import type { ImportProgress } from './import-progress.js';

/**
 * For an import that fails in the middle: writes the logs of what it has stored until then, and the
 * manifest, so that its owner can see what is in the data store.
 */
export async function leaveLogs(
  database: Database,
  objects: ObjectClient,
  job: ImportJobRecord,
): Promise<ImportProgress> {
  const input = parseS3Uri(job.request.inputS3Uri);
  const target = jobFolder(job);
  const { jobId } = job;
  for await (const file of waitingFiles(database, jobId, 'begun')) {
    const name = logName(input, file.key);
    await writeLogs(
      database,
      objects,
      { ...target, name },
      { jobId, ordinal: file.ordinal, broken: undefined },
    );
  }
  const progress = await storedProgress(database, jobId);
  await writeManifest(objects, job, target, progress);
  return progress;
}
