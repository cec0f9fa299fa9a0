import { codeSystemKinds, isCodeSystemKind, type CodeSystemKind } from '@wellspring/store';
import type { Command } from 'commander';
import { connect, disconnect, type Connection } from './connection.js';
import { askDataPlane } from './data-plane.js';
import { findDataStore } from './data-store-argument.js';
import { archiveBytes, archiveHash, releaseArchive, releaseFiles } from './release-archive.js';

interface StoreOption {
  readonly store: string;
}

interface ReleaseOptions extends StoreOption {
  readonly system: string;
  /** Not `version`: commander has that for the version of the program. */
  readonly version: string;
}

/** A Parameters resource as the operations on releases answer it. */
interface Releases {
  readonly parameter?: readonly {
    readonly part?: readonly {
      readonly name: string;
      readonly valueCode?: string;
      readonly valueString?: string;
      readonly valueInteger?: number;
      readonly valueInstant?: string;
    }[];
  }[];
}

/** `wellspring terminology`: code systems from the files of their publishers. */
export function addTerminology(program: Command): void {
  const terminology = program
    .command('terminology')
    .description('load, list and remove releases of ICD-10-CM, RxNorm, LOINC and SNOMED CT');
  addLoad(terminology);
  addList(terminology);
  addRemove(terminology);
}

function addLoad(terminology: Command): void {
  releaseCommand(terminology, 'load')
    .description('load a release from its official files, in place of one of the same version')
    .argument('<file or folder>', 'the files of the release as its publisher has them, unpacked')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx wellspring terminology load --system icd10cm --version 2025 --store first icd10cm_order_2025.txt',
    )
    .action(async (path: string, options: ReleaseOptions) => {
      const kind = kindOf(options.system);
      const files = await releaseFiles(kind, path);
      await withStore(options, async (connection, storeId) => {
        const answer = await askDataPlane(connection, {
          method: 'POST',
          storeId,
          path: 'CodeSystem/$load-release',
          query: { system: kind, version: options.version },
          body: {
            sha256: await archiveHash(files),
            bytes: archiveBytes(files),
            type: 'application/x-tar',
            stream: releaseArchive(files),
          },
        });
        process.stdout.write(`loaded ${lines(answer).join('')}`);
      });
    });
}

function addList(terminology: Command): void {
  terminology
    .command('list')
    .description('list the releases that a data store has')
    .requiredOption('--store <name|id>', 'the data store')
    .addHelpText('after', '\nExample:\n  $ npx wellspring terminology list --store first')
    .action(async (options: StoreOption) => {
      await withStore(options, async (connection, storeId) => {
        const found = lines(
          await askDataPlane(connection, { method: 'GET', storeId, path: 'CodeSystem/$releases' }),
        );
        process.stdout.write(found.length > 0 ? found.join('') : 'no releases\n');
      });
    });
}

function addRemove(terminology: Command): void {
  releaseCommand(terminology, 'remove')
    .description('remove a release')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx wellspring terminology remove --system icd10cm --version 2025 --store first',
    )
    .action(async (options: ReleaseOptions) => {
      const kind = kindOf(options.system);
      await withStore(options, async (connection, storeId) => {
        await askDataPlane(connection, {
          method: 'POST',
          storeId,
          path: 'CodeSystem/$remove-release',
          query: { system: kind, version: options.version },
        });
        process.stdout.write(`removed ${kind} ${options.version}\n`);
      });
    });
}

function releaseCommand(terminology: Command, name: string): Command {
  return terminology
    .command(name)
    .requiredOption('--system <name>', codeSystemKinds.join(', '))
    .requiredOption('--version <version>', 'as its publisher names it: 2025')
    .requiredOption('--store <name|id>', 'the data store');
}

function kindOf(system: string): CodeSystemKind {
  if (isCodeSystemKind(system)) return system;
  throw new Error(`"${system}" cannot be loaded; --system is one of ${codeSystemKinds.join(', ')}`);
}

async function withStore(
  { store }: StoreOption,
  work: (connection: Connection, storeId: string) => Promise<void>,
): Promise<void> {
  const connection = await connect();
  try {
    const { DatastoreId } = await findDataStore(connection.healthLake, store);
    await work(connection, DatastoreId!);
  } finally {
    disconnect(connection);
  }
}

/** A line for each release: its name, version, number of concepts, when it was loaded. */
function lines(answer: unknown): readonly string[] {
  return ((answer as Releases).parameter ?? []).map(({ part = [] }) => {
    const find = (name: string) => part.find((each) => each.name === name);
    const kind = find('kind')?.valueCode ?? '';
    const version = find('version')?.valueString ?? '';
    const concepts = String(find('concepts')?.valueInteger ?? 0);
    return `${kind.padEnd(8)} ${version.padEnd(12)} ${concepts.padStart(8)} concepts  ${find('loaded')?.valueInstant ?? ''}\n`;
  });
}
