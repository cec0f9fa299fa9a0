import type { ImportJobProperties } from '@aws-sdk/client-healthlake';
import { validationLevels, type ValidationLevel } from '@wellspring/fhir';
import { Option, type Command } from 'commander';
import { connect, disconnect } from './connection.js';
import { findDataStore } from './data-store-argument.js';
import { countLines, inputFiles } from './input-files.js';
import { ensureBucket, freshPrefix, workBucket } from './job-places.js';
import { createProgressView } from './progress.js';
import { runImport, upload } from './run-import.js';
import { removeObjects } from './s3-objects.js';
import { parseS3Uri, type S3Place } from './s3-uri.js';

interface Options {
  readonly store: string;
  readonly json?: true;
  readonly level?: ValidationLevel;
}

/** `wellspring import`: uploads what is local, runs an import job, shows how it goes. */
export function addImport(program: Command): void {
  program
    .command('import')
    .description('import FHIR NDJSON; exits with 1 when any resource failed')
    .argument('<source...>', 'files and folders (.ndjson, .ndjson.gz), or one s3:// uri')
    .requiredOption('--store <name|id>', 'the data store to import into')
    .addOption(
      new Option('--level <level>', 'how strictly to validate; default: as the data store is set').choices(
        validationLevels,
      ),
    )
    .option('--json', 'print the finished job as one JSON object, and no progress')
    .addHelpText('after', '\nExample:\n  $ npx wellspring import packages/synthetic/data --store first')
    .action(async (sources: readonly string[], options: Options) => {
      const connection = await connect();
      const view = createProgressView(options.json === true);
      try {
        const store = await findDataStore(connection.healthLake, options.store);
        const prefix = freshPrefix('import');
        const remote = sources.length === 1 ? parseS3Uri(sources[0]!) : undefined;
        if (!remote && sources.some((source) => source.startsWith('s3://')))
          throw new Error('name either one s3:// uri or local files and folders');
        const files = remote ? [] : await inputFiles(sources);
        let total: number | undefined = remote ? undefined : 0;
        for (const file of files) total = (total ?? 0) + (await countLines(file));
        await ensureBucket(connection.s3, workBucket);
        const input: S3Place = remote ?? { bucket: workBucket, prefix: `${prefix}input/` };
        if (!remote) await upload(connection, files, input);
        const job = await runImport(connection, {
          storeId: store.DatastoreId!,
          input,
          output: { bucket: workBucket, prefix: `${prefix}output/` },
          ...(options.level !== undefined && { level: options.level }),
          onProgress: (properties) => {
            view.show({
              done: properties.JobProgressReport?.TotalNumberOfResourcesScanned ?? 0,
              total,
              status: properties.JobStatus ?? '',
            });
          },
        });
        view.end();
        // What was uploaded is stored now, or is still here; its copy in the bucket has done its work.
        if (!remote) await removeObjects(connection, input);
        process.stdout.write(options.json ? `${JSON.stringify(job)}\n` : summary(job));
        const failed = job.JobProgressReport?.TotalNumberOfResourcesWithCustomerError ?? 0;
        if (job.JobStatus !== 'COMPLETED' || failed > 0) process.exitCode = 1;
      } finally {
        view.end();
        disconnect(connection);
      }
    });
}

function summary(job: ImportJobProperties): string {
  const report = job.JobProgressReport;
  const failed = report?.TotalNumberOfResourcesWithCustomerError ?? 0;
  const folder = `${job.JobOutputDataConfig?.S3Configuration?.S3Uri ?? ''}${job.DatastoreId ?? ''}-FHIR_IMPORT-${job.JobId ?? ''}/`;
  const seconds =
    job.EndTime && job.SubmitTime ? (job.EndTime.getTime() - job.SubmitTime.getTime()) / 1000 : 0;
  const lines = [
    `${job.JobStatus ?? ''}${job.Message === undefined ? '' : `: ${job.Message}`}`,
    `imported ${String(report?.TotalNumberOfResourcesImported ?? 0)} of ${String(report?.TotalNumberOfResourcesScanned ?? 0)} resources from ${String(report?.TotalNumberOfScannedFiles ?? 0)} files in ${seconds.toFixed(1)} s; ${String(failed)} failed`,
    failed > 0 ? `what failed and why: ${folder}FAILURE/` : `log: ${folder}`,
  ];
  return `${lines.join('\n')}\n`;
}
