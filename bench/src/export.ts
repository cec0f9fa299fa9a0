import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import { startServer } from '@wellspring/server/testing';
import { generatedInput } from './generated-input.js';
import { machineLine } from './machine-line.js';
import { percentile } from './percentile.js';
import { credentialsOf, syntheaFolder } from './program-commands.js';
import { loadedStore, type LoadedStore } from './search/loaded-store.js';
import { processorTime } from './search/processor-time.js';

interface Figures {
  readonly resources: number;
  readonly resourcesPerSecond: number;
  /** Above what the server had when it was idle. */
  readonly peakMemoryMB: number;
  /** Microseconds a resource. */
  readonly serverTime: number;
  readonly databaseTime: number;
}

/**
 * `npm run bench:export`: real bulk exports, kicked off by GET, of a data store that was loaded by an import; each
 * on a server started anew. Prints one line a run and the medians.
 *
 * Options: `--data <folder of .ndjson(.gz)>`, `--copies <n>` of it, `--runs <n>`, `--patients <n>` for generated
 * input, `--target <path of the kick-off>`, `--keep <folder that loaded stores are kept in>`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: syntheaFolder },
      copies: { type: 'string', default: '1' },
      runs: { type: 'string', default: '3' },
      patients: { type: 'string', default: '2000' },
      target: { type: 'string', default: '$export' },
      keep: { type: 'string' },
    },
  });
  const scratch = values.keep ?? mkdtempSync(join(tmpdir(), 'wellspring-bench-'));
  try {
    const isThere = existsSync(values.data);
    const input = isThere ? values.data : generatedInput(join(scratch, 'generated'), Number(values.patients));
    console.log(`input: ${isThere ? 'Synthea' : `${values.patients} generated patients`}, ${values.target}`);
    console.log(machineLine(scratch));
    const store = await loadedStore(scratch, input, Number(values.copies));
    const runs: Figures[] = [];
    for (let run = 1; run <= Number(values.runs); run += 1) {
      const figures = await measure(store, values.target);
      console.log(`run ${String(run)}: ${show(figures)}`);
      runs.push(figures);
    }
    const median = (pick: (figures: Figures) => number): number => percentile(runs.map(pick), 0.5);
    console.log(
      `median: ${show({
        resources: median(({ resources }) => resources),
        resourcesPerSecond: median(({ resourcesPerSecond }) => resourcesPerSecond),
        peakMemoryMB: median(({ peakMemoryMB }) => peakMemoryMB),
        serverTime: median(({ serverTime }) => serverTime),
        databaseTime: median(({ databaseTime }) => databaseTime),
      })}`,
    );
  } finally {
    if (values.keep === undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

interface Manifest {
  readonly output: readonly { readonly count: number }[];
  readonly exportJobProperties: { readonly submitTime: string; readonly endTime: string };
}

async function measure({ dataFolder, storeId }: LoadedStore, target: string): Promise<Figures> {
  const server = await startServer(dataFolder);
  try {
    const credentials = credentialsOf(dataFolder);
    const identity = {
      accessKeyId: credentials.AWS_ACCESS_KEY_ID,
      secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
    };
    const fetchFhir = signedFetch({
      credentials: identity,
      region: credentials.AWS_DEFAULT_REGION,
      service: 'healthlake',
    });
    const base = `${server.endpoint}/datastore/${storeId}/r4`;
    // A request, so that what only requests load counts as idle.
    await fetchFhir(`${base}/Patient?_count=1`);
    await sleep(3000);
    const idle = residentMemory(server.pid);
    const before = processorTime(server.pid, dataFolder);
    const [status, manifest] = await exportOnce(fetchFhir, `${base}/${target}`);
    const after = processorTime(server.pid, dataFolder);
    const { submitTime, endTime } = manifest.exportJobProperties;
    const resources = manifest.output.reduce((sum, { count }) => sum + count, 0);
    const peak = server.peakMemory();
    await fetchFhir(status, { method: 'DELETE' });
    const spent = (part: 'server' | 'database'): number =>
      before && after ? ((after[part] - before[part]) / resources) * 1e6 : Number.NaN;
    return {
      resources,
      resourcesPerSecond: (resources * 1000) / (Date.parse(endTime) - Date.parse(submitTime)),
      peakMemoryMB: (peak - idle) / 2 ** 20,
      serverTime: spent('server'),
      databaseTime: spent('database'),
    };
  } finally {
    await server.stop();
  }
}

async function exportOnce(fetchFhir: SignedFetch, url: string): Promise<readonly [string, Manifest]> {
  const headers = { prefer: 'respond-async', accept: 'application/fhir+json' };
  const accepted = await fetchFhir(url, { headers });
  const status = accepted.headers.get('content-location');
  if (status === null) throw new Error(`${String(accepted.status)} ${await accepted.text()}`);
  for (;;) {
    const answer = await fetchFhir(status);
    if (answer.status === 200) return [status, (await answer.json()) as Manifest];
    if (answer.status !== 202) throw new Error(`${String(answer.status)} ${await answer.text()}`);
    await answer.arrayBuffer();
    await sleep(500);
  }
}

function residentMemory(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  return line ? Number(line[1]) * 1024 : Number.NaN;
}

function show(figures: Figures): string {
  return [
    `${String(figures.resources)} resources`,
    `${figures.resourcesPerSecond.toFixed(0)} resources/s`,
    `peak server memory ${figures.peakMemoryMB.toFixed(0)} MB above idle`,
    `processor time a resource: server ${figures.serverTime.toFixed(1)} us, database ${figures.databaseTime.toFixed(1)} us`,
  ].join(', ');
}

await main();
