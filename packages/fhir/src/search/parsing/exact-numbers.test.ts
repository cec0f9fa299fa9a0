import { describe, expect, it } from 'vitest';
import { matchesSearch } from '../matching/matches-search.js';
import { parseSearch } from './parse-search.js';

function finds(value: number, searched: string): boolean {
  const outcome = parseSearch({ kind: 'type', type: 'Observation' }, [['value-quantity', searched]], {
    strict: true,
  });
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  const valueQuantity = { value, system: 'http://unitsofmeasure.org', code: 'cm' };
  const tree = { resourceType: 'Observation', valueQuantity };
  return matchesSearch(outcome.query.searches[0]!, { type: 'Observation', id: 'o', tree, lastUpdated: 0 });
}

/** As Synthea writes them: with up to 17 digits, more than a double tells apart. */
const numbers = ['176.35499866729558', '83.97124953614325', '0.1', '1', '1e-9', '-3.3000000000000003'].map(
  Number,
);

describe('a number with all its digits', () => {
  it.each(numbers)('%d finds itself, in any unit', (number) => {
    for (const unit of ['', '||cm', '|http://unitsofmeasure.org|cm']) {
      expect(finds(number, `${number}${unit}`), unit).toBe(true);
      expect(finds(number, `ne${number}${unit}`), unit).toBe(false);
      expect(finds(number, `ge${number}${unit}`), unit).toBe(true);
      expect(finds(number, `le${number}${unit}`), unit).toBe(true);
    }
    expect(finds(number, `${(number / 100).toPrecision(12)}|http://unitsofmeasure.org|m`)).toBe(true);
    expect(finds(number, `${(number * 1.001).toPrecision(12)}|http://unitsofmeasure.org|cm`)).toBe(false);
  });
});
