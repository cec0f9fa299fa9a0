import type { Command } from 'commander';
import { connect, disconnect } from './connection.js';
import { findDataStore } from './data-store-argument.js';
import { ensureBucket, freshPrefix, workBucket } from './job-places.js';
import { download, exportFolder, isFree, runExport } from './run-export.js';
import { removeObjects } from './s3-objects.js';
import { parseS3Uri, type S3Place } from './s3-uri.js';

interface Options {
  readonly store: string;
  readonly to: string;
  readonly json?: true;
}

/** `wellspring export`: runs an export job and, where asked for, brings its files to a folder. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('export a data store as FHIR NDJSON')
    .requiredOption('--store <name|id>', 'the data store to export')
    .requiredOption('--to <folder|s3 uri>', 'where to: a local folder, or s3://bucket/prefix')
    .option('--json', 'print the finished job as one JSON object')
    .addHelpText('after', '\nExample:\n  $ npx wellspring export --store first --to ./export')
    .action(async (options: Options) => {
      const connection = await connect();
      try {
        const store = await findDataStore(connection.healthLake, options.store);
        const remote = parseS3Uri(options.to);
        if (!remote && options.to.startsWith('s3://')) throw new Error(`${options.to} is not an s3:// uri`);
        if (!remote && !(await isFree(options.to))) throw new Error(`the folder ${options.to} is not empty`);
        const output: S3Place = remote ?? { bucket: workBucket, prefix: freshPrefix('export') };
        if (!remote) await ensureBucket(connection.s3, workBucket);
        const job = await runExport(connection, { storeId: store.DatastoreId!, output });
        if (job.JobStatus !== 'COMPLETED') process.exitCode = 1;
        const written = exportFolder(job, output);
        const files =
          remote || job.JobStatus === 'FAILED' ? undefined : await download(connection, written, options.to);
        // The copy in the bucket was only on its way here.
        if (files !== undefined) await removeObjects(connection, written);
        if (options.json) process.stdout.write(`${JSON.stringify(job)}\n`);
        else {
          const where =
            files === undefined
              ? `s3://${written.bucket}/${written.prefix}`
              : `${String(files)} files in ${options.to}`;
          process.stdout.write(
            `${job.JobStatus ?? ''}${job.Message === undefined ? '' : `: ${job.Message}`}\n${where}\n`,
          );
        }
      } finally {
        disconnect(connection);
      }
    });
}
