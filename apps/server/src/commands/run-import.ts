import { createReadStream } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeFHIRImportJobCommand,
  StartFHIRImportJobCommand,
  type ImportJobProperties,
} from '@aws-sdk/client-healthlake';
import type { ValidationLevel } from '@wellspring/fhir';
import type { Connection } from './connection.js';
import { followJob } from './follow-job.js';
import type { InputFile } from './input-files.js';
import { jobAccess } from './job-places.js';
import type { S3Place } from './s3-uri.js';

/** Uploads local files below a prefix, one after the other, streamed. */
export async function upload(
  connection: Connection,
  files: readonly InputFile[],
  to: S3Place,
): Promise<void> {
  for (const file of files) {
    await connection.s3.send(
      new PutObjectCommand({
        Bucket: to.bucket,
        Key: `${to.prefix}${file.key}`,
        Body: createReadStream(file.path),
        ContentLength: file.size,
      }),
    );
  }
}

/** Starts an import job and follows it to its end. */
export async function runImport(
  connection: Connection,
  job: {
    readonly storeId: string;
    readonly input: S3Place;
    readonly output: S3Place;
    readonly name?: string;
    readonly level?: ValidationLevel;
    readonly onProgress?: (properties: ImportJobProperties) => void;
  },
): Promise<ImportJobProperties> {
  const { kmsKeyId, roleArn } = jobAccess(connection.settings);
  const { JobId } = await connection.healthLake.send(
    new StartFHIRImportJobCommand({
      DatastoreId: job.storeId,
      ...(job.name !== undefined && { JobName: job.name }),
      InputDataConfig: { S3Uri: `s3://${job.input.bucket}/${job.input.prefix}` },
      JobOutputDataConfig: {
        S3Configuration: { S3Uri: `s3://${job.output.bucket}/${job.output.prefix}`, KmsKeyId: kmsKeyId },
      },
      DataAccessRoleArn: roleArn,
      ...(job.level !== undefined && { ValidationLevel: job.level }),
    }),
  );
  return followJob(async () => {
    const described = await connection.healthLake.send(
      new DescribeFHIRImportJobCommand({ DatastoreId: job.storeId, JobId }),
    );
    return described.ImportJobProperties;
  }, job.onProgress);
}
