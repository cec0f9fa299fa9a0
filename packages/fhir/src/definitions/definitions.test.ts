import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { primitiveTypes, isPrimitiveType } from './primitive-type.js';
import { isResourceType, r4, resourceTypes } from './r4.js';
import { isResourceId } from './resource-id.js';

interface Generator {
  readonly r4PackageFolder: () => string | undefined;
  readonly structureTables: (folder: string) => Record<string, string>;
  readonly conformanceTypes: readonly string[];
  readonly conformanceLines: (folder: string, type: string) => string;
}

async function generator(): Promise<Generator> {
  const load = async (file: string) =>
    (await import(new URL(`../../generator/${file}`, import.meta.url).href)) as object;
  return {
    ...(await load('r4-package.mjs')),
    ...(await load('tables.mjs')),
    ...(await load('conformance.mjs')),
  } as Generator;
}

function element(structure: string, name: string) {
  return r4.structure(structure)?.elements.find((each) => each.name === name);
}

describe('the definitions', () => {
  it('know the resource types of R4', () => {
    // The code system http://hl7.org/fhir/resource-types has 148, two of them abstract.
    expect(resourceTypes).toHaveLength(146);
    expect(resourceTypes).toEqual(resourceTypes.toSorted());
    expect(resourceTypes).toEqual(
      expect.arrayContaining(['Account', 'Bundle', 'Parameters', 'Patient', 'VisionPrescription']),
    );
  });

  it.each([
    'Resource',
    'DomainResource',
    'SubscriptionStatus',
    'MetadataResource',
    'HumanName',
    'patient',
    '',
    'constructor',
  ])('do not take %j for a resource type', (name) => {
    expect(isResourceType(name)).toBe(false);
  });

  it('say what the specification says', () => {
    expect(element('Patient', 'gender')).toEqual({
      name: 'gender',
      isChoice: false,
      isRequired: false,
      repeats: false,
      isSummary: true,
      types: ['code'],
      valueSet: 'administrative-gender',
    });
    expect(element('Patient', 'deceased')).toMatchObject({ isChoice: true, types: ['boolean', 'dateTime'] });
    expect(element('Patient', 'contact')).toMatchObject({ repeats: true, types: ['Patient.contact'] });
    expect(element('Observation', 'status')).toMatchObject({
      isRequired: true,
      valueSet: 'observation-status',
    });
    expect(element('Observation.component', 'referenceRange')).toMatchObject({
      types: ['Observation.referenceRange'],
    });
    expect(element('Bundle.entry', 'link')).toMatchObject({ types: ['Bundle.link'] });
    expect(element('Bundle.entry', 'resource')).toMatchObject({ types: ['Resource'], repeats: false });
    expect(element('Patient', 'id')).toMatchObject({ types: ['id'] });
    expect(element('HumanName', 'id')).toMatchObject({ types: ['string'] });
    expect(element('Extension', 'url')).toMatchObject({ types: ['uri'], isRequired: true });
    // https://hl7.org/fhir/R4/datatypes.html#open: the 50 types that an extension can have.
    expect(element('Extension', 'value')?.types).toHaveLength(50);
  });

  it('have the elements of 4.0.1 and no later ones', () => {
    expect(r4.structure('Binary')?.elements.map((each) => each.name)).toEqual([
      'id',
      'meta',
      'implicitRules',
      'language',
      'contentType',
      'securityContext',
      'data',
    ]);
    expect(r4.structure('Meta')?.elements.map((each) => each.name)).toEqual([
      'id',
      'extension',
      'versionId',
      'lastUpdated',
      'source',
      'profile',
      'security',
      'tag',
    ]);
    expect(element('ResearchStudy', 'progressStatus')).toBe(undefined);
  });

  it('name only types and value sets that are there', () => {
    for (const type of resourceTypes) {
      const open = [type];
      const met = new Set<string>(open);
      for (let name = open.pop(); name !== undefined; name = open.pop()) {
        const structure = r4.structure(name);
        expect(structure, name).toBeDefined();
        for (const { types, valueSet } of structure!.elements) {
          if (valueSet !== undefined) expect(r4.valueSet(valueSet)?.size, valueSet).toBeGreaterThan(0);
          for (const each of types) {
            if (!isPrimitiveType(each) && !met.has(each)) open.push(each);
            met.add(each);
          }
        }
      }
    }
  });

  it('list closed value sets, and leave open ones open', () => {
    const gender = r4.valueSet('administrative-gender')?.get('http://hl7.org/fhir/administrative-gender');
    expect([...(gender ?? [])].sort()).toEqual(['female', 'male', 'other', 'unknown']);
    expect(element('Attachment', 'contentType')?.valueSet).toBe(undefined);
    expect(element('Money', 'currency')?.valueSet).toBe(undefined);
    expect(r4.valueSet('constructor')).toBe(undefined);
  });

  it('know the primitive types', () => {
    expect(primitiveTypes).toHaveLength(20);
    expect(isPrimitiveType('Quantity')).toBe(false);
  });
});

it.each([
  ['a', true],
  ['A-1.b', true],
  ['a'.repeat(64), true],
  ['a'.repeat(65), false],
  ['', false],
  ['a b', false],
  ['a/b', false],
  ['é', false],
])('%j as an id: %s', (id, valid) => {
  expect(isResourceId(id)).toBe(valid);
});

// The package is not a dependency (190 MB); `npm run generate -w packages/fhir` leaves it in the cache.
const packageFolder = (await generator()).r4PackageFolder();

if (packageFolder !== undefined) {
  it('the tables are what the generator makes of the HL7 package', async () => {
    const { structureTables } = await generator();
    for (const [file, text] of Object.entries(structureTables(packageFolder))) {
      expect(readFileSync(new URL(`../../definitions/${file}`, import.meta.url), 'utf8') === text, file).toBe(
        true,
      );
    }
  });

  it('the conformance resources are those of the HL7 package', async () => {
    const { conformanceLines, conformanceTypes } = await generator();
    for (const type of conformanceTypes) {
      const file = new URL(`../../definitions/${type}.ndjson.br`, import.meta.url);
      const text = brotliDecompressSync(readFileSync(file)).toString('utf8');
      expect(text === conformanceLines(packageFolder, type), type).toBe(true);
    }
  });
}
