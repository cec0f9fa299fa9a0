import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { validateBase, type JsonObject } from '@wellspring/fhir';
import { inputSource } from './generated-input.js';
import { machineLine } from './machine-line.js';
import { percentile } from './percentile.js';
import { claimedProfilesCheck } from './profile-check.js';
import { syntheaFolder } from './program-commands.js';
import { measuredValidation, validationLevels, type Validation } from './validation/measured-validation.js';
import { validationSample } from './validation/validation-sample.js';

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
    const { trees, bytes } = await validationSample(folder, Number(values.sample));
    console.log(`${trees.length} resources, ${Math.round(bytes / trees.length)} bytes each`);
    for (const [name, validate] of validationLevels) measure(name, validate, trees, Number(values.passes));
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

function measure(name: string, validate: Validation, trees: readonly JsonObject[], passes: number): void {
  const measured = measuredValidation(validate, trees, passes);
  const show = (rates: readonly number[]): string =>
    `first ${rates[0]!.toFixed(0)}, then best ${Math.max(...rates.slice(1)).toFixed(0)}, median ${percentile(rates.slice(1), 0.5).toFixed(0)}`;
  console.log(`${name}: ${measured.at(-1)!.issues} issues`);
  console.log(`  resources/s by the clock: ${show(measured.map(({ byClock }) => byClock))}`);
  console.log(`  resources/s of processor time: ${show(measured.map(({ byProcessor }) => byProcessor))}`);
}

await main();
