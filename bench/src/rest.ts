import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer, type ServerProcess } from '@wellspring/server/testing';
import { inputSource } from './generated-input.js';
import { machineLine } from './machine-line.js';
import { credentialsOf, identityOf, syntheaBundlesFolder, syntheaFolder } from './program-commands.js';
import { measuredClass, type RestClass, type RestResult } from './rest/measured-class.js';
import { patientBundles } from './rest/patient-bundles.js';
import { restClasses } from './rest/rest-classes.js';
import { startRestProcess } from './rest/rest-process.js';
import { restTable } from './rest/rest-table.js';
import { sampledResources } from './rest/sampled-resources.js';
import { loadedStore, type LoadedStore } from './search/loaded-store.js';
import { seededRandom } from './search/seeded-random.js';
import { serverMeter } from './server-meter.js';

interface Options {
  readonly data: string;
  readonly bundles: string;
  readonly patients: number;
  readonly keep: string | undefined;
  readonly folder: string;
  readonly clients: number;
  readonly bundleClients: number;
  readonly seconds: number;
  readonly warmUp: number;
  readonly seed: number;
  readonly only: string;
}

/** Different requests of a class; sent again from the first on after the last. */
const differentRequests = 5_000;

/**
 * `npm run bench:rest`: reads by id, creates, updates, a mixture, and transactions, on a store loaded by a
 * real import job; a server started as a user starts it, fsync on, the load from a process of its own.
 *
 * Options: `--data <folder of .ndjson(.gz)>`, `--bundles <folder of transactions>`, `--patients <n>` for
 * generated input where there is no such folder; `--keep <folder>` leaves the loaded store there, and takes the one
 * that an earlier run left, with what was written into it; `--folder` where it goes otherwise; `--clients` (32),
 * `--bundle-clients` (4), `--seconds` a class, `--warm-up` seconds before, `--seed`, `--only <part of a name>`.
 */
async function main(options: Options): Promise<void> {
  const scratch = mkdtempSync(join(options.folder, 'wellspring-bench-'));
  // Apart from the stores of searches: these are written into.
  const folder = options.keep === undefined ? join(scratch, 'stores') : join(options.keep, 'rest');
  try {
    mkdirSync(folder, { recursive: true });
    const source = inputSource(options.data, options.patients, folder);
    const random = seededRandom(options.seed);
    const store = await loadedStore(folder, source, 1);
    const resources = await sampledResources(source, differentRequests, random);
    const classes = restClasses(
      resources,
      patientBundles(options.bundles, 20),
      { single: options.clients, bundle: options.bundleClients },
      random,
    ).filter(({ name }) => name.includes(options.only));
    console.log(machineLine(folder));
    console.log(
      `load: ${options.seconds} s a class after ${options.warmUp} s to warm up, signed beforehand, sent from a process of its own; ${store.resources} resources`,
    );
    const server = await startServer(store.dataFolder);
    try {
      console.log(restTable(await measureAll(server, store, classes, options)));
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function measureAll(
  server: ServerProcess,
  { dataFolder, storeId }: LoadedStore,
  classes: readonly RestClass[],
  { seconds, warmUp }: Options,
): Promise<readonly RestResult[]> {
  const authorization = identityOf(credentialsOf(dataFolder));
  const meter = await serverMeter(server.pid, dataFolder);
  const generator = startRestProcess();
  try {
    const results: RestResult[] = [];
    for (const each of classes) {
      await generator.aim({
        endpoint: server.endpoint,
        base: `${server.endpoint}/datastore/${storeId}/r4/`,
        authorization,
        concurrency: each.clients,
      });
      const parts = { warmUp: { seconds: warmUp }, measured: { seconds } };
      results.push(await measuredClass(each, generator, meter, parts));
    }
    return results;
  } finally {
    await meter.close();
    await generator.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: syntheaFolder },
      bundles: { type: 'string', default: syntheaBundlesFolder },
      patients: { type: 'string', default: '2000' },
      keep: { type: 'string' },
      folder: { type: 'string', default: tmpdir() },
      clients: { type: 'string', default: '32' },
      'bundle-clients': { type: 'string', default: '4' },
      seconds: { type: 'string', default: '10' },
      'warm-up': { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
    },
  });
  const whole = (name: string, text: string, most: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Error(`--${name} takes whole numbers from 1 to ${most}, not "${text}"`);
    return value;
  };
  return {
    ...values,
    keep: values.keep,
    patients: whole('patients', values.patients, 1_000_000),
    clients: whole('clients', values.clients, 1_000),
    bundleClients: whole('bundle-clients', values['bundle-clients'], 1_000),
    seconds: whole('seconds', values.seconds, 3_600),
    warmUp: whole('warm-up', values['warm-up'], 3_600),
    seed: whole('seed', values.seed, 2 ** 31),
  };
}

await main(readOptions());
