import { describe, expect, it } from 'vitest';
import { ruledStructures } from '../definitions/element-rules.js';
import { brokenInvariants, unbreakableInvariants } from '../testing/broken-invariants.js';
import { validateBase } from './validate-base.js';

describe('every invariant, broken by itself', () => {
  it.each(brokenInvariants.map((row) => [row[0], row] as const))('%s', (key, [, tree, also]) => {
    const { issues } = validateBase(tree);
    const failed = issues.filter(({ diagnostics }) => diagnostics.endsWith(`(${key})`));
    expect(issues.map(({ diagnostics }) => diagnostics)).toContain(failed[0]?.diagnostics);
    expect(failed[0]).toMatchObject({ code: 'invariant', detail: 'invariant-failed' });
    // Nothing else is wrong with it.
    const others = issues.filter(
      (issue) =>
        issue.severity === 'error' && !failed.includes(issue) && !issue.diagnostics.endsWith(`(${also})`),
    );
    expect(others).toEqual([]);
  });

  it('is one of the table, or cannot be broken by itself', () => {
    const defined = new Set(
      ruledStructures().flatMap(([, { invariants, elements }]) =>
        [...(invariants ?? []), ...Object.values(elements ?? {}).flatMap((row) => row.invariants ?? [])].map(
          ([key]) => key,
        ),
      ),
    );
    for (const [key] of brokenInvariants) defined.delete(key);
    expect([...defined].sort()).toEqual(Object.keys(unbreakableInvariants).sort());
  });
});
