import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { issueDetails } from './issue-detail.js';
import { issueDetailsTable } from './issue-details-table.js';

it('is what docs/validation.md shows', () => {
  const page = readFileSync(new URL('../../../../docs/validation.md', import.meta.url), 'utf8');
  expect(page).toContain(issueDetailsTable());
});

it('has a sentence for every code', () => {
  for (const [code, meaning] of Object.entries(issueDetails)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(meaning).toMatch(/^[A-Z].*[^.]$/);
  }
});
