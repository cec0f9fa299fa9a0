/**
 * The extensions that R4 itself defines, one line each: where they may stand, whether they modify, and the types of
 * their value (none: they are made of further extensions).
 */
import { readResources } from './r4-package.mjs';

const base = 'http://hl7.org/fhir/StructureDefinition/';

/** @returns rows by URL, which leaves out `http://hl7.org/fhir/StructureDefinition/` */
export function extensionTable(folder) {
  const table = {};
  for (const definition of readResources(folder, 'StructureDefinition')) {
    if (definition.type !== 'Extension' || definition.derivation !== 'constraint') continue;
    if (!definition.url.startsWith(base)) continue;
    const value = definition.snapshot.element.find(({ path }) => path === 'Extension.value[x]');
    table[definition.url.replace(base, '')] = {
      context: definition.context.map(({ type, expression }) => `${type} ${expression}`),
      modifier: definition.snapshot.element[0].isModifier || undefined,
      types: value === undefined || value.max === '0' ? [] : value.type.map(({ code }) => code),
    };
  }
  return table;
}
