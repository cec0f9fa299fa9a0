/**
 * HL7's own R4 definitions: the npm package `hl7.fhir.r4.examples`, published by HL7 under CC0,
 * which holds every StructureDefinition, ValueSet, CodeSystem, SearchParameter and
 * CompartmentDefinition of FHIR 4.0.1 beside the examples.
 *
 * Not a dependency of the workspace: it unpacks to 190 MB that nobody needs but who changes the
 * tables. `npm run generate` downloads it once into node_modules/.cache.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const packageName = 'hl7.fhir.r4.examples@4.0.1';
const integrity =
  'sha512-DXBdIZOeQaSKIgCU7w6HOC7sw/6BzylmipLkBW4f//pT+Bc94x+8LImwTdvaNThPJoOzpBzvxAzNqjeu3X/zLw==';
const cache = fileURLToPath(new URL('../../../node_modules/.cache/wellspring-fhir-r4', import.meta.url));

/** The folder with the definitions, or undefined where they have not been downloaded. */
export function r4PackageFolder() {
  const folder = join(cache, 'package');
  return existsSync(join(folder, 'package.json')) ? folder : undefined;
}

/** The folder with the definitions, downloaded first if need be. */
export async function fetchR4Package() {
  const present = r4PackageFolder();
  if (present !== undefined) return present;
  mkdirSync(cache, { recursive: true });
  const { stdout } = await run('npm', ['pack', packageName, '--json', '--pack-destination', cache]);
  const [packed] = JSON.parse(stdout);
  const archive = join(cache, packed.filename);
  if (packed.integrity !== integrity) {
    rmSync(archive);
    throw new Error(`${packageName} is not the package these tables were made from: ${packed.integrity}`);
  }
  await run('tar', ['-xzf', archive, '-C', cache]);
  rmSync(archive);
  return join(cache, 'package');
}

/** Every resource of one type in the package, in the order of their file names. */
export function readResources(folder, type) {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${type}-`) && file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
    .filter((resource) => resource.resourceType === type);
}
