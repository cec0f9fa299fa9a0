import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@wellspring/server/testing';
import { folderSize } from '../folder-size.js';
import { measuredImport } from '../import/measured-import.js';
import { credentialsOf } from '../program-commands.js';
import { copyInput, inputFilesOf } from './copy-input.js';
import { isVacuuming } from './processor-time.js';

/** A data folder of the server with one loaded data store in it. */
export interface LoadedStore {
  readonly dataFolder: string;
  readonly storeId: string;
  readonly resources: number;
  readonly resourcesPerSecond: number;
  /** What the tables and indexes take. */
  readonly bytes: number;
}

/** The database looks for work every 15 s; what it finds may take minutes at millions of resources. */
const quietSeconds = 20;
const quietPatienceSeconds = 900;

/**
 * The store with so many copies of the data: the one that an earlier run left in the folder, else a
 * new one, loaded by a real import job. It is finished when the database has vacuumed and come to rest.
 *
 * @param folder holds the copied input and one data folder for each number of copies
 * @throws Error where the folder was loaded from other data, or a resource fails to load
 */
export async function loadedStore(folder: string, source: string, copies: number): Promise<LoadedStore> {
  checkSource(folder, source);
  const dataFolder = join(folder, `copies-${copies}`);
  const record = join(folder, `copies-${copies}.json`);
  if (existsSync(record))
    return { ...(JSON.parse(readFileSync(record, 'utf8')) as Omit<LoadedStore, 'dataFolder'>), dataFolder };
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });
  const inputs = await copyInput(source, join(folder, 'input'), copies);
  const loaded = await load(dataFolder, inputs);
  writeFileSync(record, JSON.stringify(loaded));
  return { ...loaded, dataFolder };
}

async function load(dataFolder: string, inputs: readonly string[]): Promise<Omit<LoadedStore, 'dataFolder'>> {
  const server = await startServer(dataFolder);
  try {
    const imported = await measuredImport(server, dataFolder, credentialsOf(dataFolder), inputs);
    await databaseAtRest(dataFolder);
    const { storeId, resources, resourcesPerSecond } = imported;
    return { storeId, resources, resourcesPerSecond, bytes: tableBytes(dataFolder) };
  } finally {
    await server.stop();
  }
}

/** What the tables and indexes take; the write-ahead log is recycled and not counted. */
export function tableBytes(dataFolder: string): number {
  return folderSize(join(dataFolder, 'postgres', 'cluster', 'base'));
}

/** Waits until the database has not vacuumed for so many seconds. */
export async function databaseAtRest(dataFolder: string, forSeconds = quietSeconds): Promise<void> {
  let quiet = 0;
  for (let second = 0; quiet < forSeconds; second += 1) {
    if (second === quietPatienceSeconds) throw new Error('the database does not come to rest');
    await sleep(1000);
    quiet = isVacuuming(dataFolder) ? 0 : quiet + 1;
  }
}

/**
 * A kept folder must not pass for data that it was not loaded from.
 *
 * @throws Error where it was loaded from other data than this
 */
export function checkSource(folder: string, source: string): void {
  const files = inputFilesOf(source).map((file) => [basename(file), statSync(file).size]);
  if (files.length === 0) throw new Error(`${source} holds no .ndjson or .ndjson.gz file`);
  const description = JSON.stringify(files);
  const record = join(folder, 'source.json');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(record)) writeFileSync(record, description);
  else if (readFileSync(record, 'utf8') !== description)
    throw new Error(`${folder} was loaded from other data than ${source}; name another folder`);
}
