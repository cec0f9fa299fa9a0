import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  DescribeFHIRExportJobCommand,
  StartFHIRExportJobCommand,
  type ExportJobProperties,
} from '@aws-sdk/client-healthlake';
import type { Connection } from './connection.js';
import { followJob } from './follow-job.js';
import { jobAccess } from './job-places.js';
import { listKeys, readObject } from './s3-objects.js';
import type { S3Place } from './s3-uri.js';

/** Starts an export job and follows it to its end. */
export async function runExport(
  connection: Connection,
  job: {
    readonly storeId: string;
    readonly output: S3Place;
    readonly onProgress?: (properties: ExportJobProperties) => void;
  },
): Promise<ExportJobProperties> {
  const { kmsKeyId, roleArn } = jobAccess(connection.settings);
  const { JobId } = await connection.healthLake.send(
    new StartFHIRExportJobCommand({
      DatastoreId: job.storeId,
      OutputDataConfig: {
        S3Configuration: { S3Uri: `s3://${job.output.bucket}/${job.output.prefix}`, KmsKeyId: kmsKeyId },
      },
      DataAccessRoleArn: roleArn,
    }),
  );
  return followJob(async () => {
    const described = await connection.healthLake.send(
      new DescribeFHIRExportJobCommand({ DatastoreId: job.storeId, JobId }),
    );
    return described.ExportJobProperties;
  }, job.onProgress);
}

/** The folder that a finished export wrote. */
export function exportFolder(job: ExportJobProperties, output: S3Place): S3Place {
  const slash = output.prefix === '' || output.prefix.endsWith('/') ? '' : '/';
  return {
    bucket: output.bucket,
    prefix: `${output.prefix}${slash}${job.DatastoreId ?? ''}-FHIR_EXPORT-${job.JobId ?? ''}/`,
  };
}

/**
 * Copies every object below a prefix into a local folder, which is made where it is missing and must be
 * empty: files of an earlier export beside the new ones would be taken for part of it.
 *
 * @returns the number of files
 */
export async function download(connection: Connection, from: S3Place, folder: string): Promise<number> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  let files = 0;
  for await (const key of listKeys(connection, from)) {
    const target = resolve(join(root, key.slice(from.prefix.length)));
    if (!target.startsWith(root + sep)) throw new Error(`the object name ${key} leads out of ${folder}`);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await readObject(connection, from.bucket, key), createWriteStream(target));
    files += 1;
  }
  return files;
}

/** Whether files can be brought to a folder: it is missing, or there and empty. */
export async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}
