import { describe, expect, it } from 'vitest';
import { diagnosticsOf, queryOf } from './testing/parsed.js';

// https://hl7.org/fhir/R4/search.html#sort
describe('_sort', () => {
  it('has keys in their order, descending after a minus', () => {
    expect(queryOf('Observation?_sort=status,-date,category').sort).toEqual([
      { param: 'status', direction: 'ascending' },
      { param: 'date', direction: 'descending' },
      { param: 'category', direction: 'ascending' },
    ]);
  });

  // "can repeat for inner sort orders" (https://hl7.org/fhir/R4/search.html#table)
  it('can be repeated for inner keys', () => {
    const repeated = queryOf('Patient?_sort=gender&_count=5&_sort=-birthdate,_id');
    expect(repeated.sort).toEqual(queryOf('Patient?_sort=gender,-birthdate,_id').sort);
    expect(repeated.applied).toEqual([
      ['_sort', 'gender'],
      ['_count', '5'],
      ['_sort', '-birthdate,_id'],
    ]);
  });

  it.each([
    'Patient?_sort=_id',
    'Patient?_sort=-_lastUpdated',
    'Patient?_sort=birthdate',
    'Patient?_sort=name',
    'Patient?_sort=general-practitioner',
    'Observation?_sort=-value-quantity',
    'RiskAssessment?_sort=probability',
    'ValueSet?_sort=url',
    'Patient?_sort=_tag,_profile',
    '?_type=Observation,DiagnosticReport&_sort=-date',
    '?_sort=_lastUpdated',
  ])('%s', (url) => {
    expect(diagnosticsOf(url)).toBe('');
  });

  it.each([
    ['Patient?_sort=name,', 'nothing before, between or after'],
    ['Patient?_sort=-', 'nothing before, between or after'],
    ['Patient?_sort=nope', '"nope", which is no search parameter of Patient'],
    ['Patient?_sort=name:exact', '"name:exact", which is no search parameter of Patient'],
    ['Patient?_sort=_score', '"_score", which is not supported'],
    ['Patient?_sort=_text', '"_text", which is no search parameter'],
    ['Observation?_sort=code-value-quantity', 'composite and has no order'],
    ['Location?_sort=near', 'special and has no order'],
    ['Patient?_sort=name,-name', 'names "name" twice'],
    // The maker of a Medication is a reference, that of a Device a text: there is no order between them.
    ['?_type=Medication,Device&_sort=manufacturer', 'different types (reference, string)'],
    [`Patient?_sort=${Array.from({ length: 11 }, (_, index) => `x${index}`).join()}`, 'more than 10'],
    ['Patient?_sort=name&_sort=-name', 'names "name" twice'],
    [
      `Patient?_sort=_id,_tag,_profile,_source,name,family&_sort=given,gender,birthdate,identifier,phone`,
      'more than 10',
    ],
  ])('%s is refused, leniently too', (url, text) => {
    expect(diagnosticsOf(url, { strict: false })).toContain(text);
  });
});
