import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  canonicalParts,
  checkProfile,
  createProfileCompilation,
  specified,
  type CompiledProfile,
  type ConformanceSource,
  type JsonObject,
} from '@wellspring/fhir';

/** The profiles that a resource says it meets. */
function claimsOf({ meta }: JsonObject): readonly string[] {
  return ((meta as JsonObject | undefined)?.['profile'] as readonly string[] | undefined) ?? [];
}

/** The definitions of an unpacked package, then those of the specification. */
function packageSource(folder: string): ConformanceSource {
  const definitions = new Map<string, JsonObject>();
  for (const file of readdirSync(folder)) {
    if (!/^(?:StructureDefinition|ValueSet|CodeSystem)-.*\.json$/.test(file)) continue;
    const definition = JSON.parse(readFileSync(join(folder, file), 'utf8')) as JsonObject;
    definitions.set(`${definition['resourceType'] as string} ${definition['url'] as string}`, definition);
  }
  return {
    find(type, by) {
      if (!('url' in by)) return Promise.resolve(undefined);
      return Promise.resolve(definitions.get(`${type} ${by.url}`) ?? specified(type, by));
    },
  };
}

/** A check of resources against the profiles that they claim, compiled from a package beforehand. */
export async function claimedProfilesCheck(
  folder: string,
  trees: readonly JsonObject[],
): Promise<(tree: JsonObject) => readonly unknown[]> {
  const compilation = createProfileCompilation(packageSource(folder));
  const profiles = new Map<string, CompiledProfile>();
  const started = performance.now();
  for (const canonical of new Set(trees.flatMap(claimsOf))) {
    const outcome = await compilation.find(canonicalParts(canonical).url);
    if (outcome?.ok === true) profiles.set(canonical, outcome.profile);
  }
  console.log(`${profiles.size} profiles compiled in ${Math.round(performance.now() - started)} ms`);
  return (tree) =>
    claimsOf(tree).flatMap((canonical) => {
      const profile = profiles.get(canonical);
      return profile === undefined ? [] : checkProfile(profile, tree).issues;
    });
}
