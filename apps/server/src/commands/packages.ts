import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { connect, disconnect, type Connection } from './connection.js';
import { findDataStore } from './data-store-argument.js';
import { askDataPlane } from './data-plane.js';
import { packagesIn, shownPackage, warningsIn } from './shown-package.js';

interface StoreOption {
  readonly store: string;
  readonly json?: true;
}

/** `wellspring packages`: implementation guides that a data store validates by. */
export function addPackages(program: Command): void {
  const packages = program
    .command('packages')
    .description('add, list and remove implementation guides (FHIR packages, .tgz) of a data store');

  packages
    .command('add')
    .description('add packages; one that is there already stays as it is')
    .argument('<file...>', 'packages as they are published, such as us-core-6.1.0.tgz')
    .requiredOption('--store <name|id>', 'the data store to add them to')
    .addHelpText('after', '\nExample:\n  $ npx wellspring packages add us-core-6.1.0.tgz --store first')
    .action((files: readonly string[], { store }: StoreOption) =>
      withStore(store, async (connection, storeId) => {
        for (const file of files) {
          const answer = await askDataPlane(connection, {
            method: 'POST',
            storeId,
            path: '$package-add',
            body: await archiveBody(file),
          });
          for (const each of packagesIn(answer)) process.stdout.write(`added  ${shownPackage(each)}\n`);
          for (const warning of warningsIn(answer)) process.stderr.write(`warning: ${warning}\n`);
        }
      }),
    );

  packages
    .command('list')
    .description('list the packages of a data store')
    .requiredOption('--store <name|id>', 'the data store')
    .option('--json', 'one JSON object a line')
    .action(({ store, json }: StoreOption) =>
      withStore(store, async (connection, storeId) => {
        const answer = await askDataPlane(connection, { method: 'GET', storeId, path: '$packages' });
        const all = packagesIn(answer);
        for (const each of all)
          process.stdout.write(`${json === true ? JSON.stringify(each) : shownPackage(each)}\n`);
        if (all.length === 0 && json !== true) process.stdout.write('no packages\n');
      }),
    );

  packages
    .command('remove')
    .description('remove a package; resources that were checked against it stay')
    .argument('<name@version>', 'such as hl7.fhir.us.core@6.1.0')
    .requiredOption('--store <name|id>', 'the data store')
    .action((named: string, { store }: StoreOption) =>
      withStore(store, async (connection, storeId) => {
        const at = named.lastIndexOf('@');
        if (at <= 0) throw new Error('name the package with its version: hl7.fhir.us.core@6.1.0');
        await askDataPlane(connection, {
          method: 'POST',
          storeId,
          path: '$package-remove',
          query: { name: named.slice(0, at), version: named.slice(at + 1) },
        });
        process.stdout.write(`removed  ${named}\n`);
      }),
    );
}

async function withStore(
  nameOrId: string,
  work: (connection: Connection, storeId: string) => Promise<void>,
): Promise<void> {
  const connection = await connect();
  try {
    const store = await findDataStore(connection.healthLake, nameOrId);
    await work(connection, store.DatastoreId!);
  } finally {
    disconnect(connection);
  }
}

/** A file to send as a stream: its hash is part of what is signed, so it is read twice. */
async function archiveBody(file: string) {
  const { size } = await stat(file);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return {
    stream: createReadStream(file),
    sha256: hash.digest('hex'),
    bytes: size,
    type: 'application/gzip',
  };
}
