import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HealthLakeClient, ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { createDataStore, startServer, type ServerProcess } from '@wellspring/server/testing';
import { generatedInput } from '../generated-input.js';
import { credentialsOf, type Credentials } from '../program-commands.js';
import { patientBundles } from '../rest/patient-bundles.js';
import { seededRandom } from '../search/seeded-random.js';
import { checkLedger } from './check-ledger.js';
import { createLedger } from './ledger.js';
import { lookAtServer, type ServerLooks } from './server-looks.js';
import { createSoakClient, type Manners, type SoakClient } from './soak-client.js';
import { startSoakJobs, type SoakJobs } from './soak-jobs.js';
import type { SoakData } from './soak-requests.js';
import { createSoakTally, type SoakTally } from './soak-tally.js';

export interface SoakOptions {
  /** Where the data folder goes; it is removed afterwards. */
  readonly folder: string;
  readonly seconds: number;
  readonly clients: number;
  readonly manners: Manners;
  /** Transactions of about 300 resources that are there from the beginning. */
  readonly bundles: number;
  readonly seed: number;
  /** Settings of the server. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds from one bulk job to the next. */
  readonly jobRestMs: number;
  /** Whether there are imports among them. */
  readonly imports: boolean;
  /** Told how it goes. */
  readonly log?: (line: string) => void;
}

/** What was seen. */
export interface SoakRun {
  readonly tally: SoakTally;
  readonly looks: ServerLooks;
  readonly jobs: SoakJobs;
  /** The load of few clients after it, in seconds of its own. */
  readonly after: SoakTally;
  /** What was acknowledged and is not as it should be. */
  readonly lost: readonly string[];
  readonly checked: number;
  readonly peakMemory: number;
  /** Requests that still waited, or were worked on, when nobody asked any more. */
  readonly leftOver: number;
}

/** Acknowledged writes that are read again. */
const MOST_CHECKED = 20_000;
const CHECKING_CLIENTS = 8;
/** So few that a server with small limits, too, refuses none of them. */
const AFTER_CLIENTS = 2;
const AFTER_SECONDS = 3;

/** Starts a server, loads it for so long, and reads again what it has acknowledged. */
export async function runSoak(options: SoakOptions): Promise<SoakRun> {
  const scratch = mkdtempSync(join(options.folder, 'wellspring-soak-'));
  const dataFolder = join(scratch, 'data');
  mkdirSync(dataFolder);
  try {
    const server = await startServer(dataFolder, options.environment);
    try {
      return await soak(options, server, scratch, credentialsOf(dataFolder));
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function soak(
  options: SoakOptions,
  server: ServerProcess,
  scratch: string,
  credentials: Credentials,
): Promise<SoakRun> {
  const { log = () => undefined } = options;
  const { endpoint } = server;
  const identity = {
    region: credentials.AWS_DEFAULT_REGION,
    credentials: {
      accessKeyId: credentials.AWS_ACCESS_KEY_ID,
      secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
    },
  };
  const control = new HealthLakeClient({ endpoint, ...identity });
  const storeId = await createDataStore(control, 'soak');
  const target = { endpoint, base: `${endpoint}/datastore/${storeId}/r4/`, ...identity };
  const random = seededRandom(options.seed);
  const run = `run-${options.seed}`;
  const ledger = createLedger(MOST_CHECKED, () => random.unit());
  const bundles = patientBundles('', options.bundles);
  const loader = createSoakClient(-1, target, { names: [], patients: [], run }, ledger, random, 'patient');
  const data = dataOf(
    await loadBundles(loader, bundles).finally(() => {
      loader.close();
    }),
    run,
  );
  const clientsOf = (count: number, first: number, manners: Manners): readonly SoakClient[] =>
    Array.from({ length: count }, (_, number) =>
      createSoakClient(first + number, target, data, ledger, random, manners),
    );
  const others = clientsOf(CHECKING_CLIENTS, options.clients, 'patient');
  const clients = clientsOf(options.clients, 0, options.manners);
  try {
    log(`${data.names.length} resources are there; ${options.clients} clients for ${options.seconds} s`);
    const tally = createSoakTally();
    const looks = lookAtServer({
      endpoint,
      pid: server.pid,
      everyMs: options.seconds > 120 ? 2_000 : 500,
      askControl: () => control.send(new ListFHIRDatastoresCommand({})),
    });
    const jobs = startSoakJobs({
      target,
      storeId,
      credentials,
      input: options.imports ? generatedInput(join(scratch, 'input'), 50) : undefined,
      restMs: options.jobRestMs,
    });
    const until = performance.now() + options.seconds * 1_000;
    await Promise.all(clients.map((client) => client.run(until, told(tally))));
    await jobs.stop();
    await looks.stop();
    for (const client of clients) client.close();

    const after = createSoakTally();
    const afterwards = performance.now() + AFTER_SECONDS * 1_000;
    await Promise.all(others.slice(0, AFTER_CLIENTS).map((client) => client.run(afterwards, told(after))));
    log(`reading ${ledger.kept.size} acknowledged writes again`);
    const lost = await checkLedger(ledger, run, others);
    return {
      tally,
      looks,
      jobs,
      after,
      lost,
      checked: ledger.kept.size,
      peakMemory: server.peakMemory(),
      leftOver: await leftOver(endpoint),
    };
  } finally {
    control.destroy();
    for (const client of [...clients, ...others]) client.close();
  }
}

function told(tally: SoakTally): SoakTally['told'] {
  return (request, outcome) => {
    tally.told(request, outcome);
  };
}

/** @returns what is there then: `Patient/1` */
async function loadBundles(
  client: SoakClient,
  bundles: readonly { readonly json: string }[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { json } of bundles) {
    const { outcome, answer } = await client.send({
      kind: 'transaction',
      method: 'POST',
      path: '',
      body: json,
      statuses: [200],
    });
    if (outcome.kind !== 'answered' || answer === undefined)
      throw new Error(`the data could not be loaded: ${JSON.stringify(outcome)}`);
    const { entry } = JSON.parse(answer.body.toString()) as {
      readonly entry: readonly { readonly response: { readonly location: string } }[];
    };
    // `Patient/1/_history/1`, perhaps below the address of the data store.
    for (const { response } of entry) names.push(response.location.split('/').slice(-4, -2).join('/'));
  }
  return names;
}

function dataOf(names: readonly string[], run: string): SoakData {
  return { names, patients: names.filter((name) => name.startsWith('Patient/')), run };
}

async function leftOver(endpoint: string): Promise<number> {
  const page = await (await fetch(`${endpoint}/metrics`)).text();
  const lines = [...page.matchAll(/^wellspring_requests_(?:in_work|waiting)\{[^}]*\} (\d+)$/gm)];
  return lines.reduce((sum, [, value]) => sum + Number(value), 0);
}
