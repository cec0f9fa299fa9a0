import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../percentile.js';
import { inputFilesOf } from '../search/copy-input.js';
import { ndjsonLines } from '../search/ndjson-lines.js';
import { patientOf } from './cut-input.js';
import { RefusedRequest, type FhirClient } from './fhir-client.js';
import type { SuiteRow } from './suite-run.js';
import { typeOf, typesInOrder } from './types-in-order.js';

/** A transaction that met another, or came when the server had enough to do, is sent again, so often. */
const mostTries = 4;
const passing: readonly number[] = [409, 412, 429, 503];

/** Entries of a transaction of what belongs to no patient. */
const bundleSize = 200;

/**
 * Loads folders of NDJSON into a server by transactions of PUTs: what many patients share first, type by type, and then
 * each patient's whole record in one, so that servers that check references take it. One folder at a time is held in
 * memory; several transactions are under way at the same time.
 *
 * @throws Error with the answer to the first that fails, and still does when it is sent again
 */
export async function loadByBundles(
  client: FhirClient,
  folders: readonly string[],
  clients: number,
): Promise<SuiteRow> {
  const times: number[] = [];
  let resources = 0;
  let busy = 0;
  const send = async (bundles: readonly (readonly string[])[]): Promise<void> => {
    const started = performance.now();
    let next = 0;
    const sendInTurn = async (): Promise<void> => {
      for (let bundle = bundles[next++]; bundle !== undefined; bundle = bundles[next++]) {
        const sent = performance.now();
        await sendInTime(client, transactionOf(bundle));
        times.push(performance.now() - sent);
        resources += bundle.length;
      }
    };
    await Promise.all(Array.from({ length: clients }, sendInTurn));
    busy += performance.now() - started;
  };
  for (const folder of folders) {
    const { shared, records } = await recordsOf(folder);
    for (const type of typesInOrder(shared))
      await send(inParts(shared.filter((json) => typeOf(json) === type)));
    await send(records);
  }
  return {
    name: 'load by transactions of whole patients',
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

async function sendInTime(client: FhirClient, body: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.request('POST', '', body);
      return;
    } catch (error) {
      if (tries === mostTries || !(error instanceof RefusedRequest) || !passing.includes(error.status))
        throw error;
      await sleep(Math.min(error.retryAfter ?? tries, 60) * 1_000);
    }
  }
}

interface Records {
  readonly shared: readonly string[];
  readonly records: readonly (readonly string[])[];
}

async function recordsOf(folder: string): Promise<Records> {
  const shared: string[] = [];
  const records = new Map<string, string[]>();
  for (const file of inputFilesOf(folder))
    for await (const line of ndjsonLines(file)) {
      const patient = patientOf(line);
      const record = patient === undefined ? shared : (records.get(patient) ?? []);
      record.push(line);
      if (patient !== undefined) records.set(patient, record);
    }
  return { shared, records: [...records.values()] };
}

function inParts(lines: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(lines.length / bundleSize) }, (_, at) =>
    lines.slice(at * bundleSize, (at + 1) * bundleSize),
  );
}

function transactionOf(lines: readonly string[]): string {
  const entries = lines.map((json) => {
    const { resourceType, id } = JSON.parse(json) as { readonly resourceType: string; readonly id: string };
    return `{"resource":${json},"request":{"method":"PUT","url":"${resourceType}/${id}"}}`;
  });
  return `{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`;
}
