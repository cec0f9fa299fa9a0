import { compartmentTable } from './compartments.mjs';
import { elementRuleTable } from './element-rules.mjs';
import { extensionTable } from './extensions.mjs';
import { readSearchParameters, referenceTargets, searchParameterTable } from './search-parameters.mjs';
import { readStructureDefinitions, structureTable } from './structures.mjs';
import { valueSetTable } from './value-sets.mjs';

/** One entry a line: small files whose differences can be read. */
function lines(table) {
  const entries = Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{\n${entries.join(',\n')}\n}\n`;
}

/** The text of every structure table by file name, from the folder of HL7's package. */
export function structureTables(folder) {
  const { table: valueSets, closedValueSet } = valueSetTable(folder);
  const definitions = readStructureDefinitions(folder);
  const structures = structureTable(definitions, closedValueSet);
  const rules = elementRuleTable(definitions, closedValueSet);
  return {
    'structures.json': lines(structures),
    'element-rules.json': lines(rules),
    'extensions.json': lines(extensionTable(folder)),
    'value-sets.json': lines(valueSets),
  };
}

/** The text of the search tables by file name, from the folder of HL7's package. */
export function searchTables(folder) {
  const definitions = readStructureDefinitions(folder);
  const resourceTypes = definitions
    .filter(({ kind, abstract }) => kind === 'resource' && !abstract)
    .map(({ name }) => name);
  const parameters = readSearchParameters(folder);
  return {
    'search-parameters.json': lines(
      searchParameterTable(parameters, referenceTargets(definitions), resourceTypes),
    ),
    'compartments.json': lines(compartmentTable(folder)),
  };
}
