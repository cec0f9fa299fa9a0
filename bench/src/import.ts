import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '@wellspring/server/testing';
import { inputSource } from './generated-input.js';
import { measuredImport, type ImportFigures } from './import/measured-import.js';
import { machineLine } from './machine-line.js';
import { mediansOf } from './percentile.js';
import { credentialsOf, syntheaFolder } from './program-commands.js';

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
    const input = inputSource(values.data, Number(values.patients), scratch);
    console.log(machineLine(scratch));
    const runs: (readonly number[])[] = [];
    for (let run = 1; run <= Number(values.runs); run += 1) {
      const figures = valuesOf(await measure(join(scratch, `run-${String(run)}`), input));
      console.log(`run ${String(run)}: ${show(figures)}`);
      runs.push(figures);
    }
    console.log(`median: ${show(mediansOf(runs))}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function measure(dataFolder: string, input: string): Promise<ImportFigures> {
  mkdirSync(dataFolder);
  const server = await startServer(dataFolder);
  try {
    return await measuredImport(server, dataFolder, credentialsOf(dataFolder), [input]);
  } finally {
    await server.stop();
  }
}

/** In the order of the line that shows them. */
function valuesOf({ resources, resourcesPerSecond, used }: ImportFigures): readonly number[] {
  const each = (amount = Number.NaN): number => amount / resources;
  return [
    resources,
    resourcesPerSecond,
    (used?.peakMemory ?? Number.NaN) / 2 ** 20,
    each(used?.disk),
    each(used?.log),
    each(used?.server) * 1e6,
    each(used?.database) * 1e6,
  ];
}

function show(values: readonly number[]): string {
  const [resources, perSecond, memory, disk, log, server, database] = values.map((value) => value.toFixed(0));
  return [
    `${resources!} resources`,
    `${perSecond!} resources/s`,
    `peak server memory ${memory!} MB`,
    `${disk!} bytes on disk and ${log!} bytes of log per resource`,
    `processor time a resource: server ${server!} us, database ${database!} us`,
  ].join(', ');
}

await main();
