import { pressure, pressureRows } from '../pressure/pressure-rows.js';
import { patientBundles } from '../rest/patient-bundles.js';
import type { Authorization } from '../rest/rest-orders.js';
import { countedResources, countRemark } from './counted-resources.js';
import { fhirClient } from './fhir-client.js';
import { loadByBundles } from './load-by-bundles.js';
import type { Size } from './sizes.js';
import { readsOf, suiteClasses } from './suite-classes.js';
import { suiteInput, type SuiteData } from './suite-input.js';
import { suiteLoads } from './suite-loads.js';
import type { SuiteOptions } from './suite-options.js';
import { rowOrRefusal } from './suite-rows.js';
import type { MissingRow, SuiteRow, SuiteSize } from './suite-run.js';

/**
 * The plain-FHIR part of the set on any other FHIR server: the same data, loaded by transactions, and the same
 * requests, without signatures. What the server uses cannot be seen from outside.
 */
export async function otherServer(
  size: Size,
  data: SuiteData,
  folder: string,
  options: SuiteOptions,
  onRow: (row: SuiteRow | MissingRow) => void,
): Promise<SuiteSize> {
  const base = `${options.against!}/`;
  const authorization: Authorization = { kind: 'headers', headers: options.headers };
  const client = fhirClient(base, authorization);
  const input = await suiteInput(data, size.resources, folder);
  const rows: SuiteRow[] = [];
  if (!options.isLoaded) {
    const row = await loadByBundles(client, input.folders, options.clients.bundle);
    rows.push(row);
    onRow(row);
  }
  const bundles = patientBundles(options.bundles, options.madeUpBundles);
  const classes = await suiteClasses(input, bundles, options.clients, options.seed);
  const counted = async (): Promise<number | string> =>
    countedResources(client).catch((error: unknown) => (error as Error).message);
  const before = await counted();
  const { rows: loads, acknowledged } = await suiteLoads(
    { base, authorization, meter: undefined, ...options },
    classes.filter(({ load }) => options.wants(load.name)),
    onRow,
  );
  const pressed = options.wants(pressure)
    ? await pressureRows(
        {
          server: { endpoint: new URL(base).origin, base, authorization },
          reads: readsOf(classes),
          meter: undefined,
          ...options,
        },
        undefined,
        onRow,
      )
    : [];
  const after = await counted();
  return {
    label: size.label,
    resources: typeof before === 'number' ? before : size.resources,
    rows: [...rows, ...loads.map(rowOrRefusal), ...pressed.map(rowOrRefusal)],
    remarks: [
      typeof before === 'number' && typeof after === 'number'
        ? countRemark(before, after, acknowledged)
        : `what the server holds could not be counted: ${String(typeof before === 'string' ? before : after)}`,
    ],
  };
}
