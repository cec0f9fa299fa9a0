import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canonicalParts } from '../conformance/conformance-source.js';
import { specification, specified, specifiedUrls } from '../conformance/specification.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { checkProfile } from './check-profile.js';
import { createProfileCompilation } from './compile-profile.js';
import type { CompiledProfile } from './compiled-profile.js';

/** HL7's own package, where `npm run generate -w packages/fhir` has fetched it. */
const folder = fileURLToPath(
  new URL('../../../../node_modules/.cache/wellspring-fhir-r4/package', import.meta.url),
);

const compilation = createProfileCompilation(specification);
const compiled = new Map<string, CompiledProfile | undefined>();

async function compiledProfile(canonical: string): Promise<CompiledProfile | undefined> {
  if (!compiled.has(canonical)) {
    const definition = specified('StructureDefinition', canonicalParts(canonical));
    const outcome = definition && (await compilation.compile(definition));
    compiled.set(canonical, outcome?.ok === true ? outcome.profile : undefined);
  }
  return compiled.get(canonical);
}

const base = 'http://hl7.org/fhir/StructureDefinition/';
const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';
const categorySystem = 'http://terminology.hl7.org/CodeSystem/observation-category';

function vitalSign(code: string, more: JsonObject): JsonObject {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: categorySystem, code: 'vital-signs' }] }],
    code: { coding: [{ system: loinc, code }] },
    subject: { reference: 'Patient/1' },
    effectiveDateTime: '2020-01-01',
    ...more,
  };
}

const quantity = (value: number, code: string): JsonObject => ({ value, unit: code, system: ucum, code });

const pressure = (code: string, value: JsonObject): JsonObject => ({
  code: { coding: [{ system: loinc, code }] },
  ...value,
});
const systolic = pressure('8480-6', { valueQuantity: quantity(120, 'mm[Hg]') });
const diastolic = pressure('8462-4', { valueQuantity: quantity(80, 'mm[Hg]') });

/** What https://hl7.org/fhir/R4/observation-vitalsigns.html asks of each. */
describe('the vital signs profiles of R4', () => {
  const weight = vitalSign('29463-7', { valueQuantity: quantity(70, 'kg') });
  it.each<[what: string, profile: string, tree: JsonObject, faults: readonly string[]]>([
    ['a weight', 'bodyweight', weight, []],
    ['a weight as any vital sign', 'vitalsigns', weight, []],
    [
      'a weight with a second coding',
      'bodyweight',
      {
        ...weight,
        code: {
          coding: [
            { system: 'http://a.example', code: 'w' },
            { system: loinc, code: '29463-7' },
          ],
        },
      },
      [],
    ],
    [
      'a weight of another code',
      'bodyweight',
      vitalSign('8302-2', { valueQuantity: quantity(70, 'kg') }),
      ['slice-missing at Observation.code.coding'],
    ],
    [
      'a weight without its category',
      'bodyweight',
      { ...weight, category: [{ coding: [{ system: categorySystem, code: 'laboratory' }] }] },
      ['slice-missing at Observation.category'],
    ],
    [
      'a weight without a unit',
      'bodyweight',
      { ...weight, valueQuantity: { value: 70, system: ucum, code: 'kg' } },
      ['missing-element at Observation.value.ofType(Quantity).unit'],
    ],
    [
      'a weight in units of nobody',
      'bodyweight',
      { ...weight, valueQuantity: { ...quantity(70, 'kg'), system: 'http://a.example' } },
      ['value-not-fixed at Observation.value.ofType(Quantity).system'],
    ],
    [
      'a weight of a group',
      'bodyweight',
      { ...weight, subject: { reference: 'Group/1' } },
      ['reference-target at Observation.subject'],
    ],
    [
      'a weight of no day (vs-1)',
      'bodyweight',
      { ...weight, effectiveDateTime: '2020' },
      ['invariant-failed at Observation.effective.ofType(dateTime)'],
    ],
    [
      'no value and no reason for that (vs-2)',
      'vitalsigns',
      vitalSign('29463-7', {}),
      ['invariant-failed at Observation'],
    ],
    ['a blood pressure', 'bp', vitalSign('85354-9', { component: [diastolic, systolic] }), []],
    [
      'half a blood pressure',
      'bp',
      vitalSign('85354-9', { component: [systolic] }),
      ['missing-element at Observation.component', 'slice-missing at Observation.component'],
    ],
    [
      'two systolic pressures',
      'bp',
      vitalSign('85354-9', { component: [systolic, diastolic, systolic] }),
      ['slice-too-many at Observation.component'],
    ],
    [
      'a pressure that is absent, with the reason',
      'bp',
      vitalSign('85354-9', {
        component: [systolic, pressure('8462-4', { dataAbsentReason: { text: 'not measured' } })],
      }),
      [],
    ],
    [
      'a pressure in another unit',
      'bp',
      vitalSign('85354-9', {
        component: [systolic, pressure('8462-4', { valueQuantity: quantity(80, 'kPa') })],
      }),
      ['value-not-fixed at Observation.component[1].value.ofType(Quantity).code'],
    ],
  ])('%s: %s', async (_, name, tree, faults) => {
    const profile = await compiledProfile(base + name);
    const { issues } = checkProfile(profile!, tree);
    expect(
      issues
        .filter(({ severity }) => severity === 'error')
        .map(({ detail, expression }) => `${detail ?? ''} at ${expression?.join() ?? ''}`),
    ).toEqual(faults);
  });
});

it('compiles every profile and extension that R4 defines', async () => {
  const urls = specifiedUrls('StructureDefinition').filter(
    (url) => specified('StructureDefinition', { url })?.['derivation'] === 'constraint',
  );
  expect(urls).toHaveLength(441);
  for (const url of urls) expect(await compiledProfile(url), url).toBeDefined();
}, 60_000);

interface Claim {
  readonly profile: string;
  readonly tree: JsonObject;
  readonly bundle: JsonObject | undefined;
}

function* claimsOf(tree: JsonObject, bundle?: JsonObject): Generator<Claim> {
  const { meta, entry } = tree;
  const profiles =
    isObject(meta) && Array.isArray(meta['profile']) ? (meta['profile'] as readonly string[]) : [];
  for (const profile of profiles) yield { profile, tree, bundle };
  if (!Array.isArray(entry)) return;
  for (const each of entry as readonly JsonValue[])
    if (isObject(each) && isObject(each['resource'])) yield* claimsOf(each['resource'], tree);
}

describe.runIf(existsSync(folder))('the examples of R4 that claim profiles', () => {
  it('meet them', async () => {
    const faults: string[] = [];
    let claims = 0;
    for (const file of readdirSync(folder)) {
      if (/^(?:StructureDefinition|ValueSet|CodeSystem|SearchParameter)-|^package\.json$|^\./.test(file))
        continue;
      if (!file.endsWith('.json')) continue;
      const tree = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as JsonObject;
      for (const claim of claimsOf(tree)) {
        const profile = await compiledProfile(claim.profile);
        if (profile === undefined) continue;
        claims++;
        const { issues } = checkProfile(profile, claim.tree, claim.bundle && { bundle: claim.bundle });
        faults.push(...issues.map(({ diagnostics }) => `${file} ${diagnostics}`));
      }
    }
    expect(faults).toEqual([]);
    expect(claims).toBeGreaterThan(1_000);
  }, 60_000);
});
