import { expect, it, vi } from 'vitest';
import { readLines } from './read-lines.js';

const fault = new RangeError('an index beyond a table');

vi.mock(import('@wellspring/fhir'), async (original) => {
  const fhir = await original();
  return {
    ...fhir,
    validateResource: (tree) => {
      if (tree['id'] === 'breaks') throw fault;
      return fhir.validateResource(tree);
    },
  };
});

it('refuses a line that it fails on as its own fault, tells of it, and reads on', () => {
  const lines = ['a', 'breaks', 'b'].map((id) => JSON.stringify({ resourceType: 'Patient', id }));
  const text = Buffer.from(lines.join('\n'));
  const data = new Uint8Array(text);
  const told: unknown[] = [];
  const read = readLines({ firstLine: 1, lastLine: 3, endOffset: data.length, data }, (error) => {
    told.push(error);
  });
  expect(read.resources.map(({ line, id }) => [line, id])).toEqual([
    [1, 'a'],
    [3, 'b'],
  ]);
  expect(read.refused.map(({ line, statusCode }) => [line, statusCode])).toEqual([[2, 500]]);
  expect(told).toEqual([fault]);
});
