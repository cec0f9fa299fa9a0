import { describe, expect, it } from 'vitest';
import { compartmentTypes } from '../../compartment/compartments.js';
import { resourceTypes } from '../../definitions/r4.js';
import { diagnosticsOf, outcomeOf, queryOf } from './testing/parsed.js';

const types = (url: string) => queryOf(url).searches.map(({ type }) => type);

// https://hl7.org/fhir/R4/http.html#search: "GET [base]?[parameters]"
describe('a search of the whole system', () => {
  it('is for every type but those that are never stored', () => {
    expect(types('?_id=1')).toEqual(
      resourceTypes.filter((type) => type !== 'Parameters' && type !== 'OperationOutcome'),
    );
    expect(types('')).toHaveLength(144);
  });

  it('is for the types that _type names, each once', () => {
    expect(types('?_type=Patient,Observation,Patient')).toEqual(['Patient', 'Observation']);
    expect(types('?_type=Patient,Observation&_type=Observation')).toEqual(['Observation']);
    expect(queryOf('?_type=Patient&_id=1').applied).toEqual([
      ['_type', 'Patient'],
      ['_id', '1'],
    ]);
  });

  it('has the conditions of each type, as that type has the parameter', () => {
    expect(queryOf('?_type=Observation,Condition&subject=1')).toMatchObject({
      searches: [
        {
          type: 'Observation',
          conditions: [{ anyOf: [{ targets: ['Device/1', 'Group/1', 'Location/1', 'Patient/1'] }] }],
        },
        { type: 'Condition', conditions: [{ anyOf: [{ targets: ['Group/1', 'Patient/1'] }] }] },
      ],
    });
  });

  it.each([
    '_id=1',
    '_lastUpdated=2020',
    '_tag=x',
    '_profile=http://x',
    '_security=x',
    '_source=urn:x',
    '_text=x',
    '_content=x',
    '_list=1',
    'createdAt=2020',
  ])('takes %s of all types', (parameter) => {
    expect(queryOf(`?${parameter}`).searches.every(({ conditions }) => conditions.length === 1)).toBe(true);
  });

  it.each([
    ['?name=x', '"name" is not known for'],
    ['?_type=Patient,Observation&birthdate=2000', '"birthdate" is not known for Observation'],
    ['?_type=Patient,Ghost', 'names "Ghost", which is no resource type'],
    ['?_type=Patient,', 'nothing before, between or after its commas'],
    ['?_type=Patient&_type=Observation', 'leaves no type to be searched'],
    ['?_type:not=Patient', '":not" does not fit the search parameter "_type"'],
    [
      '?_type=Patient,Observation&_sort=birthdate',
      '"birthdate", which is no search parameter of Observation',
    ],
    ['Patient?_type=Patient', '"_type" cannot be used here'],
    ['Ghost?_id=1', '"Ghost" is not a resource type'],
  ])('%s is refused', (url, text) => {
    expect(diagnosticsOf(url)).toContain(text);
  });

  it('leaves out what one type does not know, leniently', () => {
    const outcome = outcomeOf('?_type=Patient,Observation&birthdate=2000&_id=1', { strict: false });
    expect(outcome).toMatchObject({
      ok: true,
      query: { searches: [{ conditions: [{ param: '_id' }] }, { conditions: [{ param: '_id' }] }] },
      ignored: [{ severity: 'warning' }],
    });
  });

  it('takes elements of any of its types', () => {
    expect(queryOf('?_type=Patient,Observation&_elements=name,status').subset).toEqual({
      elements: ['name', 'status'],
    });
    expect(diagnosticsOf('?_type=Patient,Observation&_elements=nope')).toContain(
      'no element of Patient, Observation: "nope"',
    );
  });
});

// https://hl7.org/fhir/R4/compartmentdefinition-patient.html
describe('a search of a compartment', () => {
  const reference = (param: string, target: string) => ({
    kind: 'parameter',
    param,
    anyOf: [{ kind: 'reference', targets: [target] }],
  });

  it('is for what belongs to it by one of several parameters', () => {
    expect(queryOf('Patient/1/Observation?code=x').searches).toEqual([
      {
        type: 'Observation',
        conditions: [
          {
            kind: 'either',
            conditions: [reference('subject', 'Patient/1'), reference('performer', 'Patient/1')],
          },
          { kind: 'parameter', param: 'code', anyOf: [{ kind: 'token', form: 'code', code: 'x' }] },
        ],
      },
    ]);
  });

  it('is for what belongs to it by a single parameter', () => {
    expect(queryOf('Encounter/1/Condition').searches).toEqual([
      { type: 'Condition', conditions: [reference('encounter', 'Encounter/1')] },
    ]);
  });

  it('has the resource that it is named by', () => {
    const itself = { kind: 'parameter', param: '_id', anyOf: [{ kind: 'id', id: '1' }] };
    expect(queryOf('Encounter/1/Encounter').searches).toEqual([{ type: 'Encounter', conditions: [itself] }]);
    expect(queryOf('Patient/1/Patient').searches).toEqual([
      {
        type: 'Patient',
        conditions: [{ kind: 'either', conditions: [itself, reference('link', 'Patient/1')] }],
      },
    ]);
  });

  it('is for all of its types', () => {
    expect(types('Patient/1/*')).toEqual(compartmentTypes('Patient'));
    expect(queryOf('Device/1/*').searches.every(({ conditions }) => conditions.length === 1)).toBe(true);
    expect(types('Patient/1/*?_type=Observation,Condition')).toEqual(['Condition', 'Observation']);
  });

  it.each([
    ['Patient/1/Organization', 'Organization are never in the compartment of a Patient'],
    ['Patient/1/Ghost', '"Ghost" is not a resource type'],
    ['Patient/a_b/Observation', '"a_b" is not the id'],
    ['Patient/1/*?_type=Organization', 'Organization, which is never in the compartment of a Patient'],
    ['Patient/1/Observation?_type=Observation', '"_type" cannot be used here'],
    ['Patient/1/*?code=x', '"code" is not known for Account'],
  ])('%s is refused', (url, text) => {
    expect(diagnosticsOf(url)).toContain(text);
  });
});
