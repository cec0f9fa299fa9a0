/**
 * Writes packages/fhir/definitions from HL7's R4 package: `npm run generate -w packages/fhir`.
 */
import { writeFileSync } from 'node:fs';
import { conformanceFiles } from './conformance.mjs';
import { fetchR4Package } from './r4-package.mjs';
import { searchTables, structureTables } from './tables.mjs';

const folder = await fetchR4Package();
const files = { ...structureTables(folder), ...searchTables(folder), ...conformanceFiles(folder) };
for (const [file, content] of Object.entries(files)) {
  writeFileSync(new URL(`../definitions/${file}`, import.meta.url), content);
}
