import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '@wellspring/server/testing';
import { measuredExport } from '../export/measured-export.js';
import { measuredImport } from '../import/measured-import.js';
import { credentialsOf, identityOf } from '../program-commands.js';
import { resourcesBeside } from '../pressure/beside-import.js';
import { pressure, pressureRows } from '../pressure/pressure-rows.js';
import { patientBundles } from '../rest/patient-bundles.js';
import type { Authorization } from '../rest/rest-orders.js';
import { databaseAtRest } from '../search/loaded-store.js';
import { serverMeter } from '../server-meter.js';
import { countedResources, countRemark } from './counted-resources.js';
import { fhirClient } from './fhir-client.js';
import type { Size } from './sizes.js';
import { readsOf, suiteClasses } from './suite-classes.js';
import { suiteInput, type SuiteData, type SuiteInput } from './suite-input.js';
import { suiteLoads } from './suite-loads.js';
import type { SuiteOptions } from './suite-options.js';
import { exportRow, importRow } from './suite-rows.js';
import type { MissingRow, SuiteRow, SuiteSize } from './suite-run.js';

/** Below it there is nothing to vacuum that would be noticed. */
const largeEnoughToRest = 20_000;
/** How long a server does nothing before an export, so that its memory is that of the export; none in a short run. */
const idleSeconds = (seconds: number): number => (seconds < 3 ? 0 : 3);

/** A server that runs on a loaded store. */
interface OwnStore {
  readonly server: ServerProcess;
  readonly dataFolder: string;
  readonly storeId: string;
  readonly authorization: Extract<Authorization, { kind: 'signature' }>;
  /** Of its import, where it was not loaded by an earlier run. */
  readonly rows: readonly SuiteRow[];
}

/** Loads a store of one size with a real import job, and measures all of it on servers started as a user does. */
export async function ownSize(
  size: Size,
  data: SuiteData,
  folder: string,
  options: SuiteOptions,
  onRow: (row: SuiteRow | MissingRow) => void,
): Promise<SuiteSize> {
  const input = await suiteInput(data, size.resources, folder);
  const dataFolder = join(folder, `store-${size.label}`);
  try {
    const store = await ownStore(size, dataFolder, input.folders, options);
    try {
      store.rows.forEach(onRow);
      const beside = async (): Promise<readonly string[]> =>
        (await suiteInput(data, resourcesBeside(options.seconds), folder)).folders;
      return await measuredStore(size, store, input, beside, options, onRow);
    } finally {
      await store.server.stop();
    }
  } finally {
    if (options.keep === undefined) rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Whether an earlier run has left the store of this size, and it is to be taken as it is. */
export function isKept({ label }: Size, { keep, wants }: SuiteOptions): boolean {
  return keep !== undefined && !wants('import') && existsSync(recordOf(join(keep, `store-${label}`)));
}

const recordOf = (dataFolder: string): string => `${dataFolder}.json`;

async function ownStore(
  size: Size,
  dataFolder: string,
  inputs: readonly string[],
  options: SuiteOptions,
): Promise<OwnStore> {
  const { processes } = options;
  const settings = processes === 1 ? {} : { WELLSPRING_PROCESSES: String(processes) };
  const record = recordOf(dataFolder);
  if (isKept(size, options)) {
    const { storeId } = JSON.parse(readFileSync(record, 'utf8')) as { readonly storeId: string };
    const server = await startServer(dataFolder, settings);
    return { server, dataFolder, storeId, authorization: identityOf(credentialsOf(dataFolder)), rows: [] };
  }
  rmSync(record, { force: true });
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });
  let server = await startServer(dataFolder, settings);
  try {
    const credentials = credentialsOf(dataFolder);
    const imported = await measuredImport(server, dataFolder, credentials, inputs);
    const { storeId } = imported;
    writeFileSync(record, JSON.stringify({ storeId }));
    if (size.resources >= largeEnoughToRest) {
      await databaseAtRest(dataFolder);
      // Requests are measured on a server that has imported nothing: its memory is theirs.
      await server.stop();
      server = await startServer(dataFolder, settings);
    }
    return {
      server,
      dataFolder,
      storeId,
      authorization: identityOf(credentials),
      rows: [importRow(imported)],
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function measuredStore(
  { label }: Size,
  { server, dataFolder, storeId, authorization, rows: imported }: OwnStore,
  input: SuiteInput,
  beside: () => Promise<readonly string[]>,
  options: SuiteOptions,
  onRow: (row: SuiteRow | MissingRow) => void,
): Promise<SuiteSize> {
  const base = `${server.endpoint}/datastore/${storeId}/r4/`;
  const client = fhirClient(base, authorization);
  const meter = await serverMeter(server.pid, dataFolder);
  try {
    const before = await countedResources(client);
    const rows: (SuiteRow | MissingRow)[] = [...imported];
    if (options.wants('export')) {
      const idle = idleSeconds(options.seconds);
      const exported = await measuredExport(base, authorization, meter, '$export', idle);
      rows.push(exportRow(exported));
      onRow(exportRow(exported));
      if (exported.resources !== before)
        throw new Error(`the export holds ${exported.resources} resources, and the store ${before}`);
    }
    const bundles = patientBundles(options.bundles, options.madeUpBundles);
    const classes = await suiteClasses(input, bundles, options.clients, options.seed);
    const { rows: loads, acknowledged } = await suiteLoads(
      { base, authorization, meter, ...options },
      classes.filter(({ load }) => options.wants(load.name)),
      onRow,
    );
    rows.push(...loads);
    if (options.wants(pressure)) {
      const target = { endpoint: server.endpoint, base, authorization };
      const reads = readsOf(classes);
      const inputs = { folders: await beside(), authorization };
      rows.push(...(await pressureRows({ server: target, reads, meter, ...options }, inputs, onRow)));
    }
    const remark = countRemark(before, await countedResources(client), acknowledged);
    return { label, resources: before, rows, remarks: [remark] };
  } finally {
    await meter.close();
  }
}
