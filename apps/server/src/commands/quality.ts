import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { connect, disconnect } from './connection.js';
import { findDataStore } from './data-store-argument.js';
import { createProgressView } from './progress.js';
import { qualityTable } from './quality-table.js';
import { newestPage, newestReport, runQuality } from './run-quality.js';

interface Options {
  readonly store: string;
  readonly html?: string;
  readonly json?: true;
  readonly last?: true;
}

/** `wellspring quality`: has a report on data quality made, and shows it. */
export function addQuality(program: Command): void {
  program
    .command('quality')
    .description('report on the quality of the data of a data store')
    .requiredOption('--store <name|id>', 'the data store to look at')
    .option('--html <file>', 'write the report as a page, too')
    .option('--last', 'show the newest report there is, and make none')
    .option('--json', 'print the report as one JSON object, and no progress')
    .addHelpText('after', '\nExample:\n  $ npx wellspring quality --store first --html quality.html')
    .action(async (options: Options) => {
      const connection = await connect();
      const view = createProgressView(options.json === true);
      try {
        const { DatastoreId: storeId } = await findDataStore(connection.healthLake, options.store);
        if (!options.last)
          await runQuality(connection, storeId!, ({ status, resources, estimatedResources }) => {
            view.show({ done: resources, total: estimatedResources, status });
          });
        view.end();
        const report = await newestReport(connection, storeId!);
        if (options.html !== undefined) await writeFile(options.html, await newestPage(connection, storeId!));
        process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : qualityTable(report));
        if (options.html !== undefined && !options.json) process.stdout.write(`\npage: ${options.html}\n`);
      } finally {
        view.end();
        disconnect(connection);
      }
    });
}
