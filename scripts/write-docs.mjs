#!/usr/bin/env node
/**
 * Writes the parts of the documentation that the code knows better: the tables of errors, of settings, of what
 * validation finds, of what data quality is measured by, of actions, of quotas, and of the measured speed. Tests fail where the pages and the code differ. Build
 * first.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const { errorsTable } = await import(new URL('packages/errors/dist/index.js', root).href);
const { actionsTables, quotasTable } = await import(new URL('packages/access/dist/index.js', root).href);
const { issueDetailsTable, qualityTables } = await import(new URL('packages/fhir/dist/index.js', root).href);
const { settingsTable } = await import(
  new URL('apps/server/dist/configuration/settings-table.js', root).href
);

const { performanceTables } = await import(new URL('bench/dist/suite/performance-tables.js', root).href);
const { recordedRuns } = await import(new URL('bench/dist/suite/history.js', root).href);

const marks = { start: '<!-- table: written by npm run docs -->', end: '<!-- end of table -->' };

/** Puts a table between the marks that come next after a text of the page. */
function writeTable(page, after, table) {
  const file = new URL(page, root);
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf(marks.start, text.indexOf(after));
  const end = text.indexOf(marks.end, start);
  if (start < 0 || end < start) throw new Error(`${page} has no place for its table`);
  writeFileSync(file, `${text.slice(0, start)}${marks.start}\n\n${table}\n\n${text.slice(end)}`);
}

writeTable('docs/errors.md', '', errorsTable());
writeTable('docs/configuration.md', '', settingsTable());
writeTable('docs/validation.md', '', issueDetailsTable());
for (const { heading, table } of qualityTables())
  writeTable('docs/data-quality.md', `## ${heading}\n`, table);
for (const { heading, table } of actionsTables()) writeTable('docs/iam-actions.md', `## ${heading}\n`, table);
writeTable('docs/iam-actions.md', '## Quotas\n', quotasTable());
for (const { heading, table } of performanceTables(recordedRuns()))
  writeTable('docs/performance.md', `## ${heading}\n`, table);
