import { describe, expect, it } from 'vitest';
import { isSingleValued } from './single-valued.js';

describe('isSingleValued, by the elements of https://hl7.org/fhir/R4/observation.html and others', () => {
  it.each<[type: string, param: string, why: string, expected: boolean]>([
    ['Observation', 'date', 'effective[x] is 0..1', true],
    ['Observation', 'value-quantity', 'two types of value[x], 0..1', true],
    ['Patient', 'birthdate', '0..1', true],
    ['Encounter', 'date', 'period is 0..1', true],
    ['Condition', 'onset-date', 'two types of onset[x], 0..1', true],
    ['Condition', 'onset-age', 'two types of onset[x], 0..1', true],
    ['Patient', 'gender', 'a code, 0..1', true],
    ['Patient', 'deceased', 'a condition is true or false', true],
    ['Encounter', 'class', 'a Coding, 0..1', true],
    ['Location', 'near', 'position is 0..1', true],
    ['Location', 'address-city', 'address and city are 0..1', true],
    ['Observation', '_source', 'meta and source are 0..1', true],
    ['Observation', 'component-value-quantity', 'component is 0..*', false],
    ['Observation', 'combo-value-quantity', 'component is 0..*', false],
    ['Observation', 'code', 'a CodeableConcept has several codings', false],
    ['Observation', 'subject', 'a reference with a version gives two values', false],
    ['Observation', 'code-value-quantity', 'a composite', false],
    ['Observation', 'dna-variant', 'extensions repeat', false],
    ['Patient', 'name', '0..*', false],
    ['Patient', 'address-city', 'address is 0..*', false],
    ['Location', 'address', 'an Address has several parts', false],
    ['Location', 'name', 'two elements', false],
    ['Goal', 'start-date', 'start[x] as date, 0..1', true],
    ['Procedure', 'instantiates-canonical', '0..*', false],
    ['Patient', 'nothing', 'no parameter', false],
    ['Nothing', 'date', 'no type', false],
  ])('%s.%s: %s', (type, param, _, expected) => {
    expect(isSingleValued(type, param)).toBe(expected);
  });
});
