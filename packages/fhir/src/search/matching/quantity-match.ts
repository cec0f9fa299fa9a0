import type { QuantityCriterion } from '../criterion.js';
import type { QuantityValue } from '../index-value.js';
import { matchesRange } from './range-match.js';

/** By number and unit, in base units where the unit is one of UCUM (https://hl7.org/fhir/R4/search.html#quantity). */
export function matchesQuantity({ where, unit }: QuantityCriterion, value: QuantityValue): boolean {
  const { low, high } = value;
  switch (unit?.form) {
    case undefined:
      return matchesRange(where, low, high);
    case 'code-or-unit':
      return (value.code === unit.code || value.unit === unit.code) && matchesRange(where, low, high);
    case 'system-code': {
      const { canonical } = unit;
      if (canonical === undefined || value.canonical === undefined)
        return value.system === unit.system && value.code === unit.code && matchesRange(where, low, high);
      return (
        value.canonical.unit === canonical.unit &&
        matchesRange(canonical.where, value.canonical.low, value.canonical.high)
      );
    }
    default:
      return unit satisfies never;
  }
}
