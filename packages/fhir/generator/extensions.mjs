/**
 * The extensions that R4 itself defines, one line each: where they may stand, whether they modify, and the types of
 * their value (none: they are made of further extensions).
 */
import { readResources } from './r4-package.mjs';

const base = 'http://hl7.org/fhir/StructureDefinition/';

/**
 * Where HL7's own publications of R4 have extensions beside what the definitions of these say. What HL7 publishes
 * has to be valid.
 */
const contextCorrections = {
  'structuredefinition-fhir-type': ['ElementDefinition.type'],
  'structuredefinition-normative-version': ['DomainResource', 'ElementDefinition'],
  regex: ['ElementDefinition.type'],
  translation: ['ValueSet.expansion.contains'],
  'valueset-concept-comments': ['CodeSystem.concept'],
};

/** @returns rows by URL, which leaves out `http://hl7.org/fhir/StructureDefinition/` */
export function extensionTable(folder) {
  const table = {};
  for (const definition of readResources(folder, 'StructureDefinition')) {
    if (definition.type !== 'Extension' || definition.derivation !== 'constraint') continue;
    if (!definition.url.startsWith(base)) continue;
    const value = definition.snapshot.element.find(({ path }) => path === 'Extension.value[x]');
    const name = definition.url.replace(base, '');
    const corrections = (contextCorrections[name] ?? []).map((expression) => `element ${expression}`);
    table[name] = {
      context: [...definition.context.map(({ type, expression }) => `${type} ${expression}`), ...corrections],
      modifier: definition.snapshot.element[0].isModifier || undefined,
      types: value === undefined || value.max === '0' ? [] : value.type.map(({ code }) => code),
    };
  }
  return table;
}
