import type { Command } from 'commander';
import { connect, disconnect } from './connection.js';
import { listDataStores } from './data-store-argument.js';

/** `wellspring stores`: the data stores there are. */
export function addStores(program: Command): void {
  program
    .command('stores')
    .description('list the data stores')
    .option('--all', 'deleted ones too')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  $ npx wellspring stores --json | jq -r .DatastoreId')
    .action(async (options: { readonly all?: true; readonly json?: true }) => {
      const connection = await connect();
      let shown = 0;
      try {
        for await (const store of listDataStores(connection.healthLake)) {
          if (store.DatastoreStatus === 'DELETED' && !options.all) continue;
          shown += 1;
          process.stdout.write(
            options.json
              ? `${JSON.stringify(store)}\n`
              : `${store.DatastoreId ?? ''}  ${(store.DatastoreStatus ?? '').padEnd(13)}  ${store.DatastoreName ?? ''}\n`,
          );
        }
      } finally {
        disconnect(connection);
      }
      if (shown === 0 && !options.json)
        process.stdout.write(
          'no data stores; make one with: aws healthlake create-fhir-datastore --datastore-type-version R4\n',
        );
    });
}
