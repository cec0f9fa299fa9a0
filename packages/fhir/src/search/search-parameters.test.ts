import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../definitions/r4.js';
import { compileExpression } from '../fhirpath/compile-expression.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import { compileParameter } from './extraction/extract-index-values.js';
import { foldsCase } from './folds-case.js';
import { searchParameters } from './search-parameters.js';

const all = resourceTypes.flatMap((type) =>
  [...searchParameters(type).values()].map((parameter) => ({ type, parameter })),
);

describe('the search parameters', () => {
  it('are those of R4 that have an expression', () => {
    // hl7.fhir.r4.examples@4.0.1 holds 1,400 definitions: 4 are examples or _filter (not of version
    // 4.0.1), and 15 have no expression (_text, _content, _query, age, birthOrderBoolean, and five
    // extension parameters each of CodeSystem and ValueSet).
    expect(new Set(all.map(({ parameter }) => parameter.url)).size).toBe(1_400 - 4 - 15);
  });

  it('have the common ones for every type', () => {
    for (const type of resourceTypes) {
      expect([...searchParameters(type).keys()]).toEqual(
        expect.arrayContaining(['_id', '_lastUpdated', '_tag', '_profile', '_security', '_source']),
      );
    }
  });

  it('are none for what is no resource type', () => {
    for (const type of ['Resource', 'DomainResource', 'HumanName', '__proto__', 'constructor', '']) {
      expect(searchParameters(type).size).toBe(0);
    }
  });

  it('all compile, to something that can give values', () => {
    for (const { type, parameter } of all) {
      const isFoundOtherwise = ['_id', '_lastUpdated'].includes(parameter.name);
      expect(compileParameter(type, parameter) === undefined, `${type}.${parameter.name}`).toBe(
        isFoundOtherwise,
      );
    }
  });

  it('keep what is for their type only', () => {
    expect(searchParameters('Patient').get('birthdate')).toEqual({
      name: 'birthdate',
      type: 'date',
      url: 'http://hl7.org/fhir/SearchParameter/individual-birthdate',
      expression: 'Patient.birthDate',
      description: "The patient's date of birth",
    });
    expect(searchParameters('Observation').get('patient')).toMatchObject({
      expression: 'Observation.subject.where(resolve() is Patient)',
      targets: ['Patient'],
    });
    expect(searchParameters('Observation').get('subject')?.targets).toEqual([
      'Device',
      'Group',
      'Location',
      'Patient',
    ]);
    expect(searchParameters('List').get('item')?.targets).toEqual(resourceTypes);
  });

  it('have components of known types, DocumentReference.relationship put right', () => {
    expect(searchParameters('DocumentReference').get('relationship')?.components).toMatchObject([
      { name: 'relation', type: 'token', expression: 'code' },
      { name: 'relatesto', type: 'reference', expression: 'target' },
    ]);
    for (const { parameter } of all) {
      expect(parameter.components !== undefined).toBe(parameter.type === 'composite');
    }
  });

  it('have no composite whose tokens are strings', () => {
    for (const { type, parameter } of all) {
      for (const component of parameter.components ?? []) {
        const resource = { type };
        compileExpression(parseExpression(parameter.expression), { resource, focus: resource }, (focus) =>
          compileExpression(parseExpression(component.expression), { resource, focus }, (element) => {
            expect(component.type === 'token' && element.type === 'string').toBe(false);
            return undefined;
          }),
        );
      }
    }
  });

  it('know the tokens that are strings', () => {
    expect(foldsCase('ValueSet', searchParameters('ValueSet').get('version')!)).toBe(true);
    expect(foldsCase('Patient', searchParameters('Patient').get('gender')!)).toBe(false);
  });
});

interface Generator {
  readonly r4PackageFolder: () => string | undefined;
  readonly searchTables: (folder: string) => Readonly<Record<string, string>>;
}

async function generator(): Promise<Generator> {
  const load = async (file: string) =>
    (await import(new URL(`../../generator/${file}`, import.meta.url).href)) as object;
  return { ...(await load('r4-package.mjs')), ...(await load('tables.mjs')) } as Generator;
}

const packageFolder = existsSync(new URL('../../generator', import.meta.url))
  ? (await generator()).r4PackageFolder()
  : undefined;

it.runIf(packageFolder !== undefined)(
  'the tables are what the generator makes of the HL7 package',
  async () => {
    const { searchTables } = await generator();
    for (const [file, text] of Object.entries(searchTables(packageFolder!))) {
      const checkedIn = readFileSync(new URL(`../../definitions/${file}`, import.meta.url), 'utf8');
      expect(checkedIn === text, file).toBe(true);
    }
  },
);
