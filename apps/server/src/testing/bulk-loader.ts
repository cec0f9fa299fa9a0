import type { ImportJobProperties } from '@aws-sdk/client-healthlake';
import { connectTo, disconnect } from '../commands/connection.js';
import { inputFiles } from '../commands/input-files.js';
import { ensureBucket, freshPrefix, workBucket } from '../commands/job-places.js';
import { runImport, upload } from '../commands/run-import.js';
import { removeObjects } from '../commands/s3-objects.js';
import type { S3Place } from '../commands/s3-uri.js';
import { readSettings } from '../configuration/read-settings.js';

/** The steps of `wellspring import`, one by one: who measures the job does not measure the upload. */
export interface BulkLoader {
  /** Uploads the `.ndjson` and `.ndjson.gz` files of folders to the embedded object store. */
  upload(folders: readonly string[]): Promise<S3Place>;
  /** Imports what was uploaded, at `structure-only`, and waits for the job's end; tells twice a second how it goes. */
  importFrom(
    input: S3Place,
    storeId: string,
    onProgress?: (properties: ImportJobProperties) => void,
  ): Promise<ImportJobProperties>;
  /** Removes what was uploaded. */
  remove(input: S3Place): Promise<void>;
  close(): void;
}

export function bulkLoader(
  endpoint: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): BulkLoader {
  const connection = connectTo(endpoint, readSettings({}), credentials);
  return {
    async upload(folders) {
      await ensureBucket(connection.s3, workBucket);
      const input = { bucket: workBucket, prefix: `${freshPrefix('import')}input/` };
      await upload(connection, await inputFiles(folders), input);
      return input;
    },
    importFrom: (input, storeId, onProgress) =>
      runImport(connection, {
        storeId,
        input,
        output: { bucket: workBucket, prefix: freshPrefix('import') },
        level: 'structure-only',
        ...(onProgress && { onProgress }),
      }),
    remove: (input) => removeObjects(connection, input),
    close() {
      disconnect(connection);
    },
  };
}
