import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isObject } from '../json/json-kind.js';
import type { JsonObject } from '../json/json-value.js';
import { checkProfile } from './check-profile.js';
import { createProfileCompilation } from './compile-profile.js';
import type { CompiledProfile } from './compiled-profile.js';
import { sourceOf } from './testing/profile-source.js';

const here = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** US Core 6.1.0 (https://hl7.org/fhir/us/core/STU6.1), unpacked by whoever wants this test to run. */
const guide = here('node_modules/.cache/hl7.fhir.us.core-6.1.0/package');

/** Resources of a newer Synthea, which claim profiles of US Core. */
const data = ['../shared/data/synthea-us-core', '../../shared/data/synthea-us-core']
  .map(here)
  .find((folder) => existsSync(folder));

function readDefinitions(): readonly JsonObject[] {
  return readdirSync(guide)
    .filter((file) => /^(?:StructureDefinition|ValueSet|CodeSystem)-/.test(file))
    .map((file) => JSON.parse(readFileSync(`${guide}/${file}`, 'utf8')) as JsonObject);
}

function* resources(folder: string): Generator<JsonObject> {
  for (const file of readdirSync(folder))
    for (const line of gunzipSync(readFileSync(`${folder}/${file}`))
      .toString()
      .split('\n'))
      if (line !== '') yield JSON.parse(line) as JsonObject;
}

describe.runIf(existsSync(guide))('US Core', () => {
  const definitions = existsSync(guide) ? readDefinitions() : [];
  const source = sourceOf(definitions);
  const compilation = createProfileCompilation(source);
  const compiled = new Map<string, CompiledProfile>();

  async function compiledProfile(url: string): Promise<CompiledProfile> {
    const known = compiled.get(url);
    if (known !== undefined) return known;
    const definition = await source.find('StructureDefinition', { url });
    if (definition === undefined) throw new Error(`${url} is not in US Core`);
    const outcome = await compilation.compile(definition);
    if (!outcome.ok) throw new Error(outcome.issues[0]!.diagnostics);
    compiled.set(url, outcome.profile);
    return outcome.profile;
  }

  it('is compiled whole', async () => {
    for (const { resourceType, url } of definitions)
      if (resourceType === 'StructureDefinition') await compiledProfile(url as string);
    expect(compiled.size).toBe(59);
  });

  it.runIf(data !== undefined)('is met by what claims it', async () => {
    const faults = new Set<string>();
    let claims = 0;
    for (const tree of resources(data!)) {
      const { meta } = tree;
      const profiles = isObject(meta) ? (meta['profile'] as readonly string[] | undefined) : undefined;
      for (const url of profiles ?? []) {
        claims++;
        const { issues } = checkProfile(await compiledProfile(url), tree);
        for (const { diagnostics } of issues) faults.add(diagnostics.replaceAll(/\[\d+\]/g, '[]'));
      }
    }
    expect([...faults]).toEqual([]);
    expect(claims).toBe(7_159);
  });

  const usCore = 'http://hl7.org/fhir/us/core/StructureDefinition/';
  const race = (...extension: readonly JsonObject[]): JsonObject => ({
    extension: [{ url: `${usCore}us-core-race`, extension }],
  });
  const patient = {
    resourceType: 'Patient',
    identifier: [{ system: 'http://a.example', value: '1' }],
    name: [{ family: 'A' }],
    gender: 'female',
  };
  it.each<[string, JsonObject, readonly string[]]>([
    ['a patient', patient, []],
    [
      'without an identifier',
      { ...patient, identifier: undefined! },
      ['missing-element at Patient.identifier'],
    ],
    [
      'without a name (us-core-6)',
      { ...patient, name: [{ use: 'official' }] },
      ['invariant-failed at Patient.name[0]'],
    ],
    [
      'with a telecom without system',
      { ...patient, telecom: [{ value: '1' }] },
      ['missing-element at Patient.telecom[0].system'],
    ],
    ['with a race', { ...patient, ...race({ url: 'text', valueString: 'x' }) }, []],
    [
      'with a race without its text',
      { ...patient, ...race({ url: 'detailed', valueCoding: { code: '1' } }) },
      ['slice-missing at Patient.extension[0].extension'],
    ],
  ])('%s', async (_, tree, faults) => {
    const { issues } = checkProfile(await compiledProfile(`${usCore}us-core-patient`), tree);
    expect(issues.map(({ detail, expression }) => `${detail ?? ''} at ${expression?.join() ?? ''}`)).toEqual(
      faults,
    );
  });
});
