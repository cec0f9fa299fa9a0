import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '@wellspring/server/testing';
import { inputSource } from './generated-input.js';
import { machineLine } from './machine-line.js';
import { syntheaFolder } from './program-commands.js';
import type { RestResult } from './rest/measured-class.js';
import { classTable } from './search/class-figures.js';
import { drawFacts } from './search/drawn-facts.js';
import { loadedStore } from './search/loaded-store.js';
import { measureClasses, type LoadSize } from './search/measure-classes.js';
import { searchClasses } from './search/search-classes.js';
import { seededRandom } from './search/seeded-random.js';

interface Options extends LoadSize {
  readonly data: string;
  readonly patients: number;
  /** Numbers of copies, ascending. */
  readonly sizes: readonly number[];
  readonly keep: string | undefined;
  readonly folder: string;
  readonly seed: number;
  readonly only: string;
}

/**
 * `npm run bench:search`: searches of every kind on stores of several sizes, made of copies of the
 * same data with new ids and loaded by a real import job; a server started as a user starts it, the
 * load from a process of its own. Prints a table a size.
 *
 * Options: `--data <folder of .ndjson(.gz)>`, `--patients <n>` for generated input where there is no
 * such folder; `--sizes <n,...>`: how many copies of it (1,12), or `--copies <n>` for one size;
 * `--keep <folder>` leaves the loaded stores there, and takes those that an earlier run left;
 * `--folder` where they go otherwise; `--requests`, `--warm-up`, `--concurrency`, `--seconds` (the
 * longest that a class may take), `--seed`, `--only <part of a class's name>`.
 */
async function main(options: Options): Promise<void> {
  const scratch = mkdtempSync(join(options.folder, 'wellspring-bench-'));
  const folder = options.keep ?? join(scratch, 'stores');
  try {
    mkdirSync(folder, { recursive: true });
    const source = inputSource(options.data, options.patients, folder);
    const facts = await drawFacts(source, seededRandom(options.seed));
    console.log(machineLine(folder));
    console.log(
      `load: concurrency ${options.concurrency}, ${options.warmUp} searches to warm up, then ${options.requests} a class (${options.seconds} s at most), signed beforehand, sent from a process of its own`,
    );
    let smallest: readonly RestResult[] | undefined;
    for (const copies of options.sizes) {
      const figures = await measureSize(options, folder, source, facts, copies, smallest);
      smallest ??= figures;
      if (figures.some((row) => row.available && row.load.errors > 0)) process.exitCode = 1;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function measureSize(
  options: Options,
  folder: string,
  source: string,
  facts: Awaited<ReturnType<typeof drawFacts>>,
  copies: number,
  smallest: readonly RestResult[] | undefined,
): Promise<readonly RestResult[]> {
  const store = await loadedStore(folder, source, copies);
  console.log(
    `\n${copies} ${copies === 1 ? 'copy' : 'copies'}: ${store.resources} resources, ${(store.bytes / 2 ** 30).toFixed(2)} GiB, loaded at ${store.resourcesPerSecond.toFixed(0)} resources/s`,
  );
  const random = seededRandom(options.seed + copies);
  const classes = searchClasses(facts, { copies, fewestCopies: options.sizes[0]! }, random).filter(
    ({ name }) => name.includes(options.only),
  );
  const server = await startServer(store.dataFolder);
  try {
    const figures = await measureClasses(server, store, classes, options);
    console.log(classTable(figures, smallest));
    return figures;
  } finally {
    await server.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: syntheaFolder },
      patients: { type: 'string', default: '2000' },
      sizes: { type: 'string', default: '1,12' },
      copies: { type: 'string' },
      keep: { type: 'string' },
      folder: { type: 'string', default: tmpdir() },
      requests: { type: 'string', default: '4000' },
      'warm-up': { type: 'string', default: '1000' },
      concurrency: { type: 'string', default: '8' },
      seconds: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
    },
  });
  const whole = (name: string, text: string, most: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Error(`--${name} takes whole numbers from 1 to ${most}, not "${text}"`);
    return value;
  };
  return {
    ...values,
    keep: values.keep,
    patients: whole('patients', values.patients, 1_000_000),
    sizes: (values.copies ?? values.sizes)
      .split(',')
      .map((size) => whole('sizes', size, 1_000))
      .sort((a, b) => a - b),
    requests: whole('requests', values.requests, 1_000_000),
    warmUp: whole('warm-up', values['warm-up'], 1_000_000),
    concurrency: whole('concurrency', values.concurrency, 1_000),
    seconds: whole('seconds', values.seconds, 3_600),
    seed: whole('seed', values.seed, 2 ** 31),
  };
}

await main(readOptions());
