import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { qualityTables } from './quality-tables.js';

it.each(qualityTables())('the guide has the table "$heading" as it is here', ({ heading, table }) => {
  const page = readFileSync(new URL('../../../../docs/data-quality.md', import.meta.url), 'utf8');
  const section = page.slice(page.indexOf(`## ${heading}\n`));
  expect(section.slice(0, section.indexOf('\n## ') + 1 || undefined)).toContain(table);
});
