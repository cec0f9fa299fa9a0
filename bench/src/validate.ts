import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseResource, validateBase, validateResource, type JsonObject } from '@wellspring/fhir';
import { inputSource } from './generated-input.js';
import { machineLine } from './machine-line.js';
import { percentile } from './percentile.js';
import { claimedProfilesCheck } from './profile-check.js';
import { syntheaFolder } from './program-commands.js';
import { ndjsonLines } from './search/ndjson-lines.js';

/** What is measured: the name, and what is done with one resource. */
const levels: readonly (readonly [string, (tree: JsonObject) => readonly unknown[]])[] = [
  ['structure with required bindings', validateResource],
  ['all of the base specification', (tree) => validateBase(tree).issues],
];

/**
 * `npm run bench:validate`: validation on one core, of resources that are parsed already, in passes over the same
 * sample. Prints for each level the first pass, in which types are compiled and code is cold, and the best and the
 * median of the others, by the clock and by processor time.
 *
 * With `--package <folder>` of an implementation guide (an unpacked FHIR package) also the profiles that the resources
 * claim, on top of the base specification.
 *
 * Options: `--data <folder of .ndjson(.gz)>`, `--sample <n>` resources, `--passes <n>`, `--patients <n>` for generated
 * input.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: syntheaFolder },
      sample: { type: 'string', default: '20000' },
      passes: { type: 'string', default: '10' },
      patients: { type: 'string', default: '200' },
      package: { type: 'string' },
    },
  });
  const scratch = mkdtempSync(join(tmpdir(), 'wellspring-bench-'));
  try {
    const folder = inputSource(values.data, Number(values.patients), scratch);
    console.log(machineLine(scratch));
    const { trees, bytes } = await sampled(folder, Number(values.sample));
    console.log(`${trees.length} resources, ${Math.round(bytes / trees.length)} bytes each`);
    for (const [name, validate] of levels) measure(name, validate, trees, Number(values.passes));
    if (values.package === undefined || !existsSync(values.package)) return;
    const check = await claimedProfilesCheck(values.package, trees);
    measure('profiles alone', check, trees, Number(values.passes));
    measure(
      'the base specification and profiles',
      (tree) => [...validateBase(tree).issues, ...check(tree)],
      trees,
      Number(values.passes),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Sample {
  readonly trees: readonly JsonObject[];
  readonly bytes: number;
}

/** Every so-many-th resource of a folder, so that each type has its share. */
async function sampled(folder: string, wanted: number): Promise<Sample> {
  const files = readdirSync(folder).filter((file) => /^[A-Z].*\.ndjson(\.gz)?$/.test(file));
  let total = 0;
  for (const file of files) for await (const line of ndjsonLines(join(folder, file))) total += line ? 1 : 0;
  const step = Math.max(1, total / wanted);
  const trees: JsonObject[] = [];
  let bytes = 0;
  let seen = 0;
  for (const file of files) {
    for await (const line of ndjsonLines(join(folder, file))) {
      if (seen++ < trees.length * step) continue;
      const outcome = parseResource(Buffer.from(line));
      if (!outcome.ok) continue;
      trees.push(outcome.resource.tree);
      bytes += Buffer.byteLength(line);
    }
  }
  return { trees, bytes };
}

function measure(
  name: string,
  validate: (tree: JsonObject) => readonly unknown[],
  trees: readonly JsonObject[],
  passes: number,
): void {
  const byClock: number[] = [];
  const byProcessor: number[] = [];
  let issues = 0;
  for (let pass = 0; pass < passes; pass++) {
    const [started, before] = [performance.now(), process.cpuUsage()];
    issues = 0;
    for (const tree of trees) issues += validate(tree).length;
    const { user, system } = process.cpuUsage(before);
    byClock.push((trees.length * 1e3) / (performance.now() - started));
    byProcessor.push((trees.length * 1e6) / (user + system));
  }
  const show = (rates: readonly number[]): string =>
    `first ${rates[0]!.toFixed(0)}, then best ${Math.max(...rates.slice(1)).toFixed(0)}, median ${percentile(rates.slice(1), 0.5).toFixed(0)}`;
  console.log(`${name}: ${issues} issues`);
  console.log(`  resources/s by the clock: ${show(byClock)}`);
  console.log(`  resources/s of processor time: ${show(byProcessor)}`);
}

await main();
