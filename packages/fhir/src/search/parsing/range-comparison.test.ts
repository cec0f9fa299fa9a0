import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import type { EdgeComparison, RangeComparison } from '../criterion.js';
import { extractIndexValues } from '../extraction/extract-index-values.js';
import { criteriaOf } from './testing/parsed.js';

function holds({ edge, operator, value }: EdgeComparison, stored: { low: number; high: number }): boolean {
  switch (operator) {
    case '<':
      return stored[edge] < value;
    case '<=':
      return stored[edge] <= value;
    case '>':
      return stored[edge] > value;
    case '>=':
      return stored[edge] >= value;
    default:
      return operator satisfies never;
  }
}

function fulfils(where: RangeComparison, stored: { low: number; high: number }): boolean {
  return where.some((all) => all.every((comparison) => holds(comparison, stored)));
}

/** Whether a search of a range parameter finds a resource: extraction and search parsing together. */
function finds(tree: JsonObject, param: string, search: string): boolean {
  const type = tree['resourceType'] as string;
  const criteria = criteriaOf(`${type}?${param}=${search}`, { now: new Date('2013-04-01') });
  return extractIndexValues(type, tree).some(
    (value) =>
      value.param === param &&
      'low' in value &&
      criteria.some(
        (criterion) =>
          'where' in criterion && typeof criterion.where !== 'string' && fulfils(criterion.where, value),
      ),
  );
}

const at = (effectiveDateTime: string): JsonObject => ({ resourceType: 'Observation', effectiveDateTime });
const during = (start?: string, end?: string): JsonObject => ({
  resourceType: 'Observation',
  effectivePeriod: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
});

describe('the examples of https://hl7.org/fhir/R4/search.html#date', () => {
  it.each<[string, JsonObject, boolean]>([
    ['eq2013-01-14', at('2013-01-14T00:00:00'), true],
    ['eq2013-01-14', at('2013-01-14T10:00:00'), true],
    ['eq2013-01-14', at('2013-01-15T00:00:00'), false],
    ['ne2013-01-14', at('2013-01-15T00:00:00'), true],
    ['ne2013-01-14', at('2013-01-14T00:00:00'), false],
    ['ne2013-01-14', at('2013-01-14T10:00:00'), false],
    ['lt2013-01-14T10:00', at('2013-01-14'), true],
    ['gt2013-01-14T10:00', at('2013-01-14'), true],
    ['ge2013-03-14', during('2013-01-21'), true],
    ['le2013-03-14', during('2013-01-21'), true],
    ['sa2013-03-14', during('2013-03-15'), true],
    ['sa2013-03-14', during('2013-01-21'), false],
    ['sa2013-03-14', during(undefined, '2013-01-21'), false],
    ['eb2013-03-14', during('2013-03-15'), false],
    ['eb2013-03-14', during('2013-01-21'), false],
    ['eb2013-03-14', during(undefined, '2013-01-21'), true],
    ['ap2013-03-14', at('2013-03-14'), true],
    ['ap2013-03-14', at('2013-01-21'), false],
    ['ap2013-03-14', at('2015-06-15'), false],
    ['2000', at('2000-12-31T23:59:59'), true],
    ['2000-04', at('2000-05-01'), false],
  ])('%s of %j: %s', (search, tree, found) => {
    expect(finds(tree, 'date', search)).toBe(found);
  });
});

describe('what prefixes of dates mean for ranges', () => {
  it.each<[string, JsonObject, boolean]>([
    ['gt2013-01-14', at('2013-01-14T12:00:00'), false],
    ['gt2013-01-14', at('2013-01-15'), true],
    ['lt2013-01-14', at('2013-01-14T12:00:00'), false],
    ['lt2013-01-14', at('2013-01-13'), true],
    ['ge2013-01-14', at('2013-01-14'), true],
    ['ge2013-01-14', at('2013-01-13'), false],
    ['le2013-01-14', at('2013-01-14T23:59:59'), true],
    ['le2013-01-14', at('2013-01-15'), false],
    ['ge2013-01-14', during('2013-01-01', '2013-01-20'), true],
    ['le2011-12-31', during('2011-12-31T20:00:00Z', '2012-01-01T05:00:00Z'), true],
    ['2013-01-14', at('2013'), false],
    ['2013', at('2013-01-14'), true],
    ['2013-01-14', at('2013-01-14T23:00:00-05:00'), false],
    ['2013-01-14', during('2013-01-14'), false],
  ])('%s of %j: %s', (search, tree, found) => {
    expect(finds(tree, 'date', search)).toBe(found);
  });
});

describe('the examples of https://hl7.org/fhir/R4/search.html#number', () => {
  const factor = (factorOverride: number): JsonObject => ({ resourceType: 'ChargeItem', factorOverride });
  it.each<[string, number, boolean]>([
    ['100', 99.5, true],
    ['100', 100.4, true],
    ['100', 100.5, false],
    ['100', 99.4, false],
    ['100.00', 100.004, true],
    ['100.00', 100.005, false],
    ['1e2', 95, true],
    ['1e2', 104, true],
    ['1e2', 105, false],
    ['lt100', 99.9, true],
    ['lt100', 100, false],
    ['le100', 100, true],
    ['le100', 100.1, false],
    ['gt100', 100.1, true],
    ['gt100', 100, false],
    ['ge100', 100, true],
    ['ge100', 99.9, false],
    ['ne100', 100.4, false],
    ['ne100', 100.5, true],
    ['ne100', 99, true],
    ['sa100', 100.1, true],
    ['sa100', 100, false],
    ['eb100', 99.9, true],
    ['ap100', 91, true],
    ['ap100', 110, true],
    ['ap100', 111, false],
    ['5.4', 5.35, true],
    ['5.40', 5.4, true],
  ])('%s finds %d: %s', (search, number, found) => {
    expect(finds(factor(number), 'factor-override', search)).toBe(found);
  });
});

describe('quantities with open ends', () => {
  const below5: JsonObject = { resourceType: 'Observation', valueQuantity: { value: 5, comparator: '<' } };
  it.each<[string, boolean]>([
    ['lt3', true],
    ['gt3', true],
    ['gt5', false],
    ['eb6', true],
    ['sa1', false],
    ['5', false],
    ['ne5', true],
  ])('%s finds "below 5": %s', (search, found) => {
    expect(finds(below5, 'value-quantity', search)).toBe(found);
  });
});
