import { describe, expect, it } from 'vitest';
import { qualityMeasures } from './measures.js';
import { qualityDimensions } from './measure.js';
import { passedShare, qualityMoment, type QualityReport } from './quality-report.js';
import { createQualityTally, MOST_EXAMPLES, OTHER_PARTS } from './quality-tally.js';

describe('a tally', () => {
  it('counts by part, and names the first resources that fail', () => {
    const tally = createQualityTally();
    for (let i = 0; i < 25; i++) tally.mark('resource-valid', 'Patient', i % 2 === 0, `Patient/${i}`);
    tally.mark('resource-valid', 'Device', false, 'Device/1');
    const found = tally.figures().find(({ id }) => id === 'resource-valid')!;
    expect(found).toMatchObject({ checked: 26, failed: 13 });
    expect(found.parts).toEqual([
      { part: 'Device', checked: 1, failed: 0, examples: [] },
      {
        part: 'Patient',
        checked: 25,
        failed: 13,
        examples: Array.from({ length: MOST_EXAMPLES }, (_, index) => `Patient/${index * 2}`),
      },
    ]);
  });

  it('names a resource that fails several times once', () => {
    const tally = createQualityTally();
    for (let i = 0; i < 3; i++) tally.mark('reference-resolves', 'a', true, 'Patient/1');
    expect(tally.figures().find(({ id }) => id === 'reference-resolves')?.parts).toEqual([
      { part: 'a', checked: 3, failed: 3, examples: ['Patient/1'] },
    ]);
  });

  it('counts the whole apart where parts overlap', () => {
    const tally = createQualityTally();
    for (const failed of [true, false, false, true]) tally.markWhole('no-validation-issue', failed);
    tally.mark('no-validation-issue', 'wrong-type', true, 'Patient/1');
    tally.mark('no-validation-issue', 'too-many', true, 'Patient/1');
    const found = tally.figures().find(({ id }) => id === 'no-validation-issue')!;
    expect(found).toMatchObject({ checked: 4, failed: 2 });
    expect(found.parts.map(({ part, checked, failed }) => [part, checked, failed])).toEqual([
      ['too-many', 4, 1],
      ['wrong-type', 4, 1],
    ]);
  });

  it('does not grow with the names of parts', () => {
    const tally = createQualityTally();
    for (let i = 0; i < 2000; i++) tally.mark('system-known', `http://a.example/${i}`, true, 'Patient/1');
    const { parts, checked } = tally.figures().find(({ id }) => id === 'system-known')!;
    expect(parts).toHaveLength(501);
    expect(checked).toBe(2000);
    expect(parts.find(({ part }) => part === OTHER_PARTS)?.checked).toBe(1500);
  });
});

describe('the catalogue of measures', () => {
  it('names each once, with a dimension and a definition', () => {
    const ids = qualityMeasures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { dimension, definition } of qualityMeasures) {
      expect(Object.keys(qualityDimensions)).toContain(dimension);
      expect(definition.length).toBeGreaterThan(20);
    }
  });
});

it('what is kept of a report are its figures', () => {
  const report: QualityReport = {
    dataStoreId: 'd',
    jobId: 'j',
    asOf: '2026-01-01T00:00:00Z',
    validation: 'strict',
    resources: 3,
    types: [],
    measures: createQualityTally().figures(),
  };
  const moment = qualityMoment(report);
  expect(moment).toMatchObject({ jobId: 'j', asOf: '2026-01-01T00:00:00Z', resources: 3 });
  expect(moment.figures['element-present']).toEqual({ checked: 0, failed: 0 });
});

it.each([
  [{ checked: 0, failed: 0 }, undefined],
  [{ checked: 10, failed: 3 }, 0.7],
  [{ checked: 10, failed: 10 }, 0],
])('the share of %j that passed: %j', (figures, share) => {
  expect(passedShare(figures)).toBe(share);
});
