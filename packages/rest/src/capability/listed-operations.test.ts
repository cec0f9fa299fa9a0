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

test('what would change a record that nobody may change is not listed for it', () => {
  expect(names(operationsOfType('AuditEvent'))).toContain('meta');
  expect(names(operationsOfType('AuditEvent'))).not.toContain('meta-add');
  expect(names(operationsOfType('AuditEvent'))).not.toContain('meta-delete');
});
