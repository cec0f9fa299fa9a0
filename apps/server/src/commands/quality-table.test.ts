import { createQualityTally } from '@wellspring/fhir';
import { expect, it } from 'vitest';
import { qualityTable } from './quality-table.js';

it('a report for a terminal', () => {
  const tally = createQualityTally();
  for (let i = 0; i < 1000; i++) tally.mark('resource-valid', 'Patient', i === 0, `Patient/${i}`);
  for (const type of ['A', 'B', 'C', 'D'])
    tally.mark('reference-resolves', `${type} to Patient`, true, 'A/1');
  const text = qualityTable({
    dataStoreId: 'd1',
    jobId: 'j',
    asOf: '2026-01-02T03:04:05.000Z',
    validation: 'strict',
    resources: 1000,
    types: [],
    measures: tally.figures(),
  });
  const line = (start: string): string =>
    text.split('\n').find((each) => each.trim().startsWith(start)) ?? '';
  expect(text).toContain('as of 2026-01-02T03:04:05.000Z, 1,000 resources, validation: strict');
  expect(line('Resources are valid')).toMatch(/valid\s+99\.9 %\s+1\s+1,000$/);
  expect(line('Patient')).toMatch(/^ {2}Patient\s+99\.9 %\s+1\s+1,000$/);
  expect(line('References lead')).toMatch(/\s0\.0 %\s+4\s+4$/);
  expect(line('C to Patient')).not.toBe('');
  expect(line('D to Patient')).toBe('');
  expect(text).toContain('... and 1 more');
  // Nothing was looked at.
  expect(line('Nobody is older')).toMatch(/120\s+-\s+0\s+0$/);
  for (const each of text.split('\n')) expect(each.length).toBeLessThanOrEqual(110);
});
