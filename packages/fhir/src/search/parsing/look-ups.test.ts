import { describe, expect, it } from 'vitest';
import { criteriaOf, diagnosticsOf, outcomeOf } from './testing/parsed.js';

const values = (count: number, value: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => value(index)).join();

describe('the look-ups of a search', () => {
  it.each([
    ['codes', `Observation?code=${values(5_000, (index) => `http://loinc.org|${index}-1`)}`],
    ['references', `Observation?patient=${values(5_000, (index) => `Patient/${index}`)}`],
    ['ids alone', `Observation?patient=${values(5_000, String)}`],
    ['ids of one of four types', `Observation?subject=${values(5_000, String)}`],
    ['ids', `Patient?_id=${values(5_000, String)}`],
    ['names', `Patient?name=${values(5_000, (index) => `n${index}`)}`],
    ['days', `Patient?birthdate=${values(5_000, () => '2000-01-01')}`],
    ['codes in a chain', `Observation?patient.identifier=${values(5_000, String)}`],
  ])('allow an OR of 5,000 %s', (_, url) => {
    expect(outcomeOf(url).ok).toBe(true);
  });

  it('keep every value', () => {
    expect(criteriaOf(`Observation?code=${values(5_000, String)}`)).toHaveLength(5_000);
  });

  it.each([
    ['codes', `Patient?gender=${values(100_001, () => 'a')}`],
    ['several lists of codes', `Patient?${`gender=${values(50_001, () => 'a')}&`.repeat(2)}`],
    ['dates, which count for ten', `Patient?birthdate=${values(10_001, () => '2020')}`],
    // An id alone stands for each of the 146 types that a Provenance may be about.
    ['ids of any type', `Provenance?target=${values(1_000, String)}`],
    ['codes of every type', `?_tag=${values(1_000, String)}`],
    ['chains to any type', `Provenance?target._id=${values(1_000, String)}`],
  ])('are refused where there are too many: %s', (_, url) => {
    expect(diagnosticsOf(url)).toContain('more than 100000 look-ups');
    const outcome = outcomeOf(url);
    expect(outcome.ok ? [] : outcome.issues.map(({ code }) => code)).toEqual(['too-costly']);
  });
});
