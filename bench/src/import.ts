import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '@wellspring/server/testing';
import { createStore } from './create-store.js';
import { folderSize } from './folder-size.js';
import { generatedInput } from './generated-input.js';
import { machineLine } from './machine-line.js';
import { percentile } from './percentile.js';
import { credentialsOf, jobSeconds, runImportCommand, syntheaFolder } from './program-commands.js';

interface Figures {
  readonly resources: number;
  readonly resourcesPerSecond: number;
  readonly peakServerMemoryMB: number;
  readonly bytesPerResource: number;
}

/**
 * `npm run bench:import`: a real import job from the embedded object store, on a server started as a
 * user starts it, on fresh folders. Prints one line a run and the medians.
 *
 * Options: `--data <folder of .ndjson(.gz)>`, `--runs <n>`, `--patients <n>` for generated input,
 * `--folder <where the data folders go>`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: syntheaFolder },
      runs: { type: 'string', default: '3' },
      patients: { type: 'string', default: '2000' },
      folder: { type: 'string', default: tmpdir() },
    },
  });
  const scratch = mkdtempSync(join(values.folder, 'wellspring-bench-'));
  try {
    const input = existsSync(values.data)
      ? values.data
      : generatedInput(join(scratch, 'input'), Number(values.patients));
    console.log(`input: ${existsSync(values.data) ? 'Synthea' : `${values.patients} generated patients`}`);
    console.log(machineLine(scratch));
    const runs: Figures[] = [];
    for (let run = 1; run <= Number(values.runs); run += 1) {
      const figures = await measure(join(scratch, `run-${String(run)}`), input);
      console.log(`run ${String(run)}: ${show(figures)}`);
      runs.push(figures);
    }
    console.log(`median: ${show(medianOf(runs))}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function measure(dataFolder: string, input: string): Promise<Figures> {
  mkdirSync(dataFolder);
  const server = await startServer(dataFolder);
  try {
    const credentials = credentialsOf(dataFolder);
    const storeId = await createStore(server.endpoint, credentials);
    const databaseFolder = join(dataFolder, 'postgres');
    const before = tableBytes(databaseFolder);
    const job = runImportCommand([input], storeId, server.endpoint, credentials);
    const resources = job.JobProgressReport?.TotalNumberOfResourcesImported ?? 0;
    if (job.JobStatus !== 'COMPLETED')
      console.log(`  the job ended as ${job.JobStatus ?? '?'}: ${JSON.stringify(job.JobProgressReport)}`);
    return {
      resources,
      resourcesPerSecond: resources / jobSeconds(job),
      peakServerMemoryMB: server.peakMemory() / 2 ** 20,
      bytesPerResource: (tableBytes(databaseFolder) - before) / resources,
    };
  } finally {
    await server.stop();
  }
}

/** What the tables and indexes take; the write-ahead log is recycled and not counted. */
function tableBytes(databaseFolder: string): number {
  return folderSize(join(databaseFolder, 'cluster', 'base'));
}

function medianOf(runs: readonly Figures[]): Figures {
  const median = (pick: (figures: Figures) => number): number => percentile(runs.map(pick), 0.5);
  return {
    resources: median((figures) => figures.resources),
    resourcesPerSecond: median((figures) => figures.resourcesPerSecond),
    peakServerMemoryMB: median((figures) => figures.peakServerMemoryMB),
    bytesPerResource: median((figures) => figures.bytesPerResource),
  };
}

function show(figures: Figures): string {
  return [
    `${String(figures.resources)} resources`,
    `${figures.resourcesPerSecond.toFixed(0)} resources/s`,
    `peak server memory ${figures.peakServerMemoryMB.toFixed(0)} MB`,
    `${figures.bytesPerResource.toFixed(0)} bytes on disk per resource`,
  ].join(', ');
}

await main();
