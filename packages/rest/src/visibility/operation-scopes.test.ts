import { describe, expect, it } from 'vitest';
import { operations } from '../operations/operations.js';
import { operationScopes } from './operation-scopes.js';

describe('what an operation needs of a token', () => {
  it('is said of every operation, and of no other', () => {
    expect(Object.keys(operationScopes).sort()).toEqual(operations.map(({ name }) => name).sort());
  });

  // A level that a job's status has would be open to whoever may call the operation on resources.
  it('is a signature where an operation starts jobs of its own', () => {
    for (const { name, levels } of operations)
      if (levels.some(({ level }) => level === 'job'))
        expect(operationScopes[name], name).toEqual({ kind: 'signed' });
  });
});
