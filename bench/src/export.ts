import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '@wellspring/server/testing';
import { measuredExport, type ExportFigures } from './export/measured-export.js';
import { inputSource } from './generated-input.js';
import { machineLine } from './machine-line.js';
import { mediansOf } from './percentile.js';
import { credentialsOf, identityOf, syntheaFolder } from './program-commands.js';
import { loadedStore, type LoadedStore } from './search/loaded-store.js';
import { serverMeter } from './server-meter.js';

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
    mkdirSync(scratch, { recursive: true });
    const input = inputSource(values.data, Number(values.patients), scratch);
    console.log(`export: ${values.target}`);
    console.log(machineLine(scratch));
    const store = await loadedStore(scratch, input, Number(values.copies));
    const runs: (readonly number[])[] = [];
    for (let run = 1; run <= Number(values.runs); run += 1) {
      const figures = valuesOf(await measure(store, values.target));
      console.log(`run ${String(run)}: ${show(figures)}`);
      runs.push(figures);
    }
    console.log(`median: ${show(mediansOf(runs))}`);
  } finally {
    if (values.keep === undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

async function measure({ dataFolder, storeId }: LoadedStore, target: string): Promise<ExportFigures> {
  const server = await startServer(dataFolder);
  try {
    const meter = await serverMeter(server.pid, dataFolder);
    try {
      const base = `${server.endpoint}/datastore/${storeId}/r4/`;
      return await measuredExport(base, identityOf(credentialsOf(dataFolder)), meter, target, 3);
    } finally {
      await meter.close();
    }
  } finally {
    await server.stop();
  }
}

/** In the order of the line that shows them. */
function valuesOf({ resources, resourcesPerSecond, used }: ExportFigures): readonly number[] {
  const each = (seconds = Number.NaN): number => (seconds * 1e6) / resources;
  const memory = used === undefined ? Number.NaN : used.peakMemory - used.memoryBefore;
  return [resources, resourcesPerSecond, memory / 2 ** 20, each(used?.server), each(used?.database)];
}

function show([resources, perSecond, memory, server, database]: readonly number[]): string {
  return [
    `${resources!.toFixed(0)} resources`,
    `${perSecond!.toFixed(0)} resources/s`,
    `peak server memory ${memory!.toFixed(0)} MB above idle`,
    `processor time a resource: server ${server!.toFixed(1)} us, database ${database!.toFixed(1)} us`,
  ].join(', ');
}

await main();
