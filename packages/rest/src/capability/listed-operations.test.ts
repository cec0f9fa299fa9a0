import { expect, test } from 'vitest';
import { operationsOfSystem, operationsOfType } from './listed-operations.js';

const names = (operations: readonly { readonly name: string }[] | undefined) =>
  operations?.map(({ name }) => name);

test('operations are listed where they can be called', () => {
  expect(names(operationsOfSystem())).toEqual(expect.arrayContaining(['diff', 'meta']));
  expect(names(operationsOfSystem())).not.toContain('everything');
  expect(names(operationsOfType('Patient'))).toEqual(
    expect.arrayContaining(['everything', 'summary', 'validate']),
  );
  expect(names(operationsOfType('Observation'))).toEqual(expect.arrayContaining(['lastn', 'meta-add']));
  expect(names(operationsOfType('Observation'))).not.toContain('document');
});
