import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { Database } from '@wellspring/database';
import { operationOutcome } from '@wellspring/fhir';
import type { ObjectClient } from '@wellspring/objects';
import { objectFailure } from '../object-failure.js';
import { asFolder, s3Uri, type S3Location } from '../s3-uri.js';
import type { ImportJobRecord } from '../jobs.js';
import { failureLogLine, linesOfKind } from './import-log.js';
import { megabytes, type ImportProgress } from './import-progress.js';
import { rangeLogs } from './range-table.js';

const inflate = promisify(inflateRaw);

/** The name of a file's log: its key below the input, with the ending of what the log is. */
export function logName(input: S3Location, key: string): string {
  const folder = input.key === key ? key.slice(0, key.lastIndexOf('/') + 1) : asFolder(input.key);
  const name = key.slice(folder.length);
  return /\.ndjson$/i.test(name) ? name : `${name}.ndjson`;
}

/** S3's limit on the UTF-8 bytes of a key. */
const KEY_BYTES = 1024;

/** Where a log goes; a name that would make the key too long is cut, and told apart by its hash. */
export function logKey(folder: string, name: string): string {
  const key = folder + name;
  if (Buffer.byteLength(key) <= KEY_BYTES) return key;
  const end = `-${createHash('sha256').update(name).digest('hex')}.ndjson`;
  const kept = Buffer.from(name).subarray(0, Math.max(0, KEY_BYTES - Buffer.byteLength(folder + end)));
  // A character that the cut goes through is left out.
  return folder + new TextDecoder().decode(kept, { stream: true }) + end;
}

/** The folders of the logs, in the words of HealthLake. */
const folders = {
  success: 'SUCCESS',
  /** Stored at the level minimal, though not valid. */
  marked: 'SUCCESS_WITH_SEARCH_VALIDATION_FAILURES',
  failure: 'FAILURE',
} as const;

/** A file that could not be read to its end, for the end of its failure log. */
export interface BrokenFile {
  readonly line: number;
  readonly reason: string;
}

/**
 * Writes the logs of a file whose lines are all done, streamed from the database in line order. A
 * log without lines is not written: where nothing failed there is no FAILURE folder.
 */
export async function writeLogs(
  database: Database,
  objects: ObjectClient,
  target: S3Location & { readonly name: string },
  file: { readonly jobId: string; readonly ordinal: number; readonly broken: BrokenFile | undefined },
  signal?: AbortSignal,
): Promise<void> {
  for (const kind of ['success', 'marked', 'failure'] as const) {
    const lines = logLines(database, file, kind);
    signal?.throwIfAborted();
    const first = await lines.next();
    if (first.done === true) continue;
    const folder = folders[kind];
    const body = Readable.from(startingWith(first.value, lines), { objectMode: false });
    const key = logKey(`${target.key}${folder}/`, target.name);
    await written(
      target,
      objects.put(target.bucket, key, body, {
        contentType: 'application/x-ndjson',
        ...(signal !== undefined && { signal }),
      }),
    );
  }
}

async function* logLines(
  database: Database,
  file: { readonly jobId: string; readonly ordinal: number; readonly broken: BrokenFile | undefined },
  kind: keyof typeof folders,
): AsyncGenerator<Buffer> {
  const stored = kind === 'failure' ? 'failure' : 'success';
  for await (const packed of rangeLogs(database, file.jobId, file.ordinal, stored)) {
    const lines = await inflate(packed);
    const own = kind === 'failure' ? lines : linesOfKind(lines, kind === 'success' ? 'valid' : 'marked');
    if (own.length > 0) yield own;
  }
  if (kind !== 'failure' || file.broken === undefined) return;
  const outcome = operationOutcome([
    { severity: 'fatal', code: 'incomplete', diagnostics: file.broken.reason },
  ]);
  yield Buffer.from(failureLogLine(file.broken.line, outcome, 400));
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Writes the `manifest.json` of an import. */
export async function writeManifest(
  objects: ObjectClient,
  job: ImportJobRecord,
  target: S3Location,
  progress: ImportProgress,
): Promise<void> {
  const manifest = importManifest(job, target, progress);
  const body = Buffer.from(JSON.stringify(manifest, undefined, 2));
  await written(
    target,
    objects.put(target.bucket, `${target.key}manifest.json`, body, { contentType: 'application/json' }),
  );
}

async function written(target: S3Location, put: Promise<unknown>): Promise<void> {
  try {
    await put;
  } catch (error) {
    throw objectFailure(error, target, 'written');
  }
}

/**
 * What the manifest says, with the keys of the service.
 *
 * @see https://docs.aws.amazon.com/healthlake/latest/devguide/importing-fhir-data.html
 */
function importManifest(
  job: ImportJobRecord,
  { bucket, key: folder }: S3Location,
  progress: ImportProgress,
): object {
  return {
    inputDataConfig: { s3Uri: job.request.inputS3Uri },
    outputDataConfig: {
      s3Uri: s3Uri(bucket, folder),
      encryptionKeyID: job.request.output.kmsKeyId,
    },
    successOutput: { successOutputS3Uri: s3Uri(bucket, `${folder}SUCCESS/`) },
    failureOutput: { failureOutputS3Uri: s3Uri(bucket, `${folder}FAILURE/`) },
    numberOfScannedFiles: progress.scannedFiles,
    numberOfFilesImported: progress.importedFiles,
    numberOfFilesReadWithCustomerError: progress.failedFiles,
    sizeOfScannedFilesInMB: megabytes(progress.scannedBytes),
    sizeOfDataImportedSuccessfullyInMB: megabytes(progress.importedBytes),
    numberOfResourcesScanned: progress.scannedResources,
    numberOfResourcesImportedSuccessfully: progress.importedResources,
    numberOfResourcesWithCustomerError: progress.customerErrors,
    numberOfResourcesWithServerError: progress.serverErrors,
  };
}
