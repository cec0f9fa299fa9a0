import { percentile } from '../percentile.js';
import { inputFilesOf } from '../search/copy-input.js';
import { ndjsonLines } from '../search/ndjson-lines.js';
import type { FhirClient } from './fhir-client.js';
import type { SuiteRow } from './suite-run.js';
import { typesInOrder } from './types-in-order.js';

/** Entries of a transaction: what every server takes. */
const bundleSize = 200;

/**
 * Loads folders of NDJSON into a server by transactions of PUTs, what is referred to before what refers to it, so that
 * servers that check references take it; several transactions at the same time, of one type only.
 *
 * @throws Error with the answer to the first that fails
 */
export async function loadByBundles(
  client: FhirClient,
  folders: readonly string[],
  clients: number,
): Promise<SuiteRow> {
  const times: number[] = [];
  let resources = 0;
  let busy = 0;
  for (const folder of folders)
    for (const type of await typesInOrder(folder)) {
      const bundles = bundlesOf(folder, type);
      const started = performance.now();
      const sendInTurn = async (): Promise<void> => {
        for (let next = await bundles.next(); next.done !== true; next = await bundles.next()) {
          const sent = performance.now();
          await client.request('POST', '', transactionOf(next.value));
          times.push(performance.now() - sent);
          resources += next.value.length;
        }
      };
      await Promise.all(Array.from({ length: clients }, sendInTurn));
      busy += performance.now() - started;
    }
  return {
    name: `load by transactions of ${bundleSize}`,
    unit: 'resources',
    units: resources,
    perSecond: (resources * 1000) / busy,
    clients,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    attempts: times.length,
    errors: 0,
  };
}

async function* bundlesOf(folder: string, type: string): AsyncGenerator<readonly string[], void, undefined> {
  let lines: string[] = [];
  for (const file of inputFilesOf(folder))
    for await (const line of ndjsonLines(file)) {
      if (typeOf(line) !== type) continue;
      lines.push(line);
      if (lines.length < bundleSize) continue;
      yield lines;
      lines = [];
    }
  if (lines.length > 0) yield lines;
}

function typeOf(line: string): string {
  return (JSON.parse(line) as { readonly resourceType: string }).resourceType;
}

function transactionOf(lines: readonly string[]): string {
  const entries = lines.map((json) => {
    const { resourceType, id } = JSON.parse(json) as { readonly resourceType: string; readonly id: string };
    return `{"resource":${json},"request":{"method":"PUT","url":"${resourceType}/${id}"}}`;
  });
  return `{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`;
}
