#!/usr/bin/env node
/**
 * Writes the parts of the documentation that the code knows better: the tables of errors, of
 * settings and of what validation finds. Tests fail where the pages and the code differ. Build first.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const { errorsTable } = await import(new URL('packages/errors/dist/index.js', root).href);
const { issueDetailsTable } = await import(new URL('packages/fhir/dist/index.js', root).href);
const { settingsTable } = await import(
  new URL('apps/server/dist/configuration/settings-table.js', root).href
);

const marks = { start: '<!-- table: written by npm run docs -->', end: '<!-- end of table -->' };

for (const [page, table] of [
  ['docs/errors.md', errorsTable()],
  ['docs/configuration.md', settingsTable()],
  ['docs/validation.md', issueDetailsTable()],
]) {
  const file = new URL(page, root);
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf(marks.start);
  const end = text.indexOf(marks.end);
  if (start < 0 || end < start) throw new Error(`${page} has no place for its table`);
  writeFileSync(file, `${text.slice(0, start)}${marks.start}\n\n${table}\n\n${text.slice(end)}`);
}
