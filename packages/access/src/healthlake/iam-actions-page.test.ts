import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quotasTable } from '../quotas/quotas-table.js';
import { actionsTables } from './actions-table.js';

describe('docs/iam-actions.md', () => {
  const page = readFileSync(new URL('../../../../docs/iam-actions.md', import.meta.url), 'utf8');

  it.each(actionsTables())('has the table of $heading that the code writes', ({ heading, table }) => {
    expect(page).toContain(`## ${heading}`);
    expect(page).toContain(table);
  });

  it('has the table of quotas that the code writes', () => {
    expect(page).toContain(quotasTable());
  });
});
