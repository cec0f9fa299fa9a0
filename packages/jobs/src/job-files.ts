import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import type { ObjectClient } from '@wellspring/objects';
import { hasExportFile } from './export/export-file-table.js';
import { jobFolder } from './job-folder.js';
import { importedFiles } from './import/file-table.js';
import { logKey, logName } from './import/import-output.js';
import type { ImportJobRecord, ImportOutcome, JobWithFiles, OpenedFile } from './jobs.js';
import { parseS3Uri } from './s3-uri.js';

/** Where an import's logs of refused lines are, below its folder. */
const failures = 'FAILURE/';

/**
 * What became of each file that a bulk import names, in its order; undefined where it names none, or that is not known
 * any more.
 */
export async function importOutcomes(
  database: Database,
  job: ImportJobRecord,
): Promise<readonly ImportOutcome[] | undefined> {
  const { inputs, inputS3Uri } = job.request;
  if (inputs === undefined || job.endedAt === undefined) return undefined;
  const files = await importedFiles(database, job.jobId);
  if (files.size === 0) return undefined;
  const { key: folder } = jobFolder(job);
  const input = parseS3Uri(inputS3Uri);
  return inputs.flatMap((key) => {
    const file = files.get(key);
    if (file === undefined) return [];
    const { imported, refused, broken } = file;
    const log = logKey(folder + failures, logName(input, key)).slice(folder.length);
    return { key, imported, refused, ...((refused > 0 || broken) && { log }) };
  });
}

/** The names of an import's logs of refused lines; none before it has ended. */
export async function importFailures(
  objects: ObjectClient,
  job: ImportJobRecord,
): Promise<readonly string[]> {
  if (job.endedAt === undefined) return [];
  const { bucket, key: folder } = jobFolder(job);
  const names: string[] = [];
  for await (const { key } of objects.list(bucket, folder + failures)) names.push(key.slice(folder.length));
  return names;
}

/** Opens a file of a job in the program's own place; undefined where there is none, or not any more. */
export async function openJobFile(
  { database, objects }: { readonly database: Database; readonly objects: ObjectClient },
  job: JobWithFiles,
  name: string,
): Promise<OpenedFile | undefined> {
  const { endedAt, expiresAt, filesRemovedAt } = job;
  const isOver = filesRemovedAt !== undefined || (expiresAt !== undefined && expiresAt <= new Date());
  if (job.request.own !== true || endedAt === undefined || isOver) return undefined;
  // PostgreSQL has no text with a NUL, and no file a name.
  if (name.includes('\0')) return undefined;
  const isListed =
    job.kind === 'export' ? await hasExportFile(database, job.jobId, name) : name.startsWith(failures);
  if (!isListed) return undefined;
  const { bucket, key } = jobFolder(job);
  try {
    return await objects.get(bucket, key + name);
  } catch (error) {
    if (error instanceof WellspringError && ['no-such-key', 'no-such-bucket'].includes(error.code))
      return undefined;
    throw error;
  }
}
