/**
 * Writes packages/fhir/definitions from HL7's R4 package: `npm run generate -w packages/fhir`.
 */
import { writeFileSync } from 'node:fs';
import { fetchR4Package } from './r4-package.mjs';
import { searchTables, structureTables } from './tables.mjs';

const folder = await fetchR4Package();
for (const [file, text] of Object.entries({ ...structureTables(folder), ...searchTables(folder) })) {
  writeFileSync(new URL(`../definitions/${file}`, import.meta.url), text);
}
