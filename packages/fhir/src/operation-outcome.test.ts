import { expect, it } from 'vitest';
import { operationOutcome } from './operation-outcome.js';
import { validateResource } from './validation/validate-resource.js';

it('says every issue, and is a valid resource', () => {
  const outcome = operationOutcome([
    { severity: 'error', code: 'required', diagnostics: 'a', expression: ['Patient.name'] },
    { severity: 'warning', code: 'not-supported', diagnostics: 'b' },
  ]);
  expect(outcome).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'error', code: 'required', diagnostics: 'a', expression: ['Patient.name'] },
      { severity: 'warning', code: 'not-supported', diagnostics: 'b' },
    ],
  });
  expect(validateResource(outcome)).toEqual([]);
});

it('needs an issue', () => {
  expect(() => operationOutcome([])).toThrow(RangeError);
});
