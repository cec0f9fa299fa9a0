import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '@wellspring/server/testing';
import { measuredExport } from '../export/measured-export.js';
import { measuredImport } from '../import/measured-import.js';
import { identityOf } from '../program-commands.js';
import { patientBundles } from '../rest/patient-bundles.js';
import { databaseAtRest } from '../search/loaded-store.js';
import { serverMeter } from '../server-meter.js';
import { countedResources, countRemark } from './counted-resources.js';
import { fhirClient } from './fhir-client.js';
import type { Size } from './sizes.js';
import { suiteClasses } from './suite-classes.js';
import { suiteInput, type SuiteData } from './suite-input.js';
import { suiteLoads } from './suite-loads.js';
import type { SuiteOptions } from './suite-options.js';
import { exportRow, importRow } from './suite-rows.js';
import type { MissingRow, SuiteRow, SuiteSize } from './suite-run.js';

/** Below it there is nothing to vacuum that would be noticed. */
const largeEnoughToRest = 20_000;
/** How long a server does nothing before an export, so that its memory is that of the export. */
const idleSeconds = 2;

/** Loads a store of one size with a real import job, and measures all of it on servers started as a user does. */
export async function ownSize(
  size: Size,
  data: SuiteData,
  folder: string,
  options: SuiteOptions,
  onRow: (row: SuiteRow | MissingRow) => void,
): Promise<SuiteSize> {
  const rows: (SuiteRow | MissingRow)[] = [];
  const add = (row: SuiteRow | MissingRow): void => {
    rows.push(row);
    onRow(row);
  };
  const dataFolder = join(folder, `store-${size.label}`);
  const record = `${dataFolder}.json`;
  const environment = { WELLSPRING_PROCESSES: String(options.processes) };
  const settings = options.processes === 1 ? {} : environment;
  const input = await suiteInput(data, size.resources, folder);
  if (options.wants('import') || !existsSync(record)) {
    rmSync(record, { force: true });
    rmSync(dataFolder, { recursive: true, force: true });
    mkdirSync(dataFolder, { recursive: true });
    const server = await startServer(dataFolder, settings);
    try {
      const imported = await measuredImport(server, dataFolder, input.folders);
      add(importRow(imported));
      if (size.resources >= largeEnoughToRest) await databaseAtRest(dataFolder);
      writeFileSync(record, JSON.stringify({ storeId: imported.storeId }));
    } finally {
      await server.stop();
    }
  }
  const { storeId } = JSON.parse(readFileSync(record, 'utf8')) as { readonly storeId: string };

  const server = await startServer(dataFolder, settings);
  const meter = await serverMeter(server.pid, dataFolder);
  try {
    const base = `${server.endpoint}/datastore/${storeId}/r4/`;
    const authorization = identityOf(dataFolder);
    const client = fhirClient(base, authorization);
    const before = await countedResources(client);
    if (options.wants('export')) {
      const exported = await measuredExport(server, { dataFolder, storeId }, '$export', idleSeconds);
      add(exportRow(exported));
      if (exported.resources !== before)
        throw new Error(`the export holds ${exported.resources} resources, and the store ${before}`);
    }
    const bundles = patientBundles(options.bundles, 20);
    const classes = await suiteClasses(input, bundles, options.clients, options.seed);
    const { rows: loads, acknowledged } = await suiteLoads(
      { base, authorization, meter, ...options },
      classes.filter(({ load }) => options.wants(load.name)),
      onRow,
    );
    const remark = countRemark(before, await countedResources(client), acknowledged);
    return { label: size.label, resources: before, rows: [...rows, ...loads], remarks: [remark] };
  } finally {
    await meter.close();
    await server.stop();
    if (options.keep === undefined) rmSync(dataFolder, { recursive: true, force: true });
  }
}
