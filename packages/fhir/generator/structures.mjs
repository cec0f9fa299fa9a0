/**
 * The elements of every R4 type, from HL7's StructureDefinitions, one line an element:
 * `"gender": "0..1 Σ code !administrative-gender"` is optional, single, part of the summary (with
 * the sign that the specification's tables have for it), a code, bound to the codes of that value
 * set; `"value[x]": "0..1 Quantity|string"` is a choice. Backbone elements are
 * structures of their own, named by their path (`Patient.contact`); a content reference names the
 * structure it points to.
 */
import { readResources } from './r4-package.mjs';

const base = 'http://hl7.org/fhir/StructureDefinition/';
const fhirType = `${base}structuredefinition-fhir-type`;

/** The StructureDefinitions of the specification itself: no profiles, no logical models. */
export function readStructureDefinitions(folder) {
  return readResources(folder, 'StructureDefinition').filter(
    (definition) =>
      definition.url === base + definition.type &&
      definition.fhirVersion === '4.0.1' &&
      definition.derivation !== 'constraint' &&
      definition.kind !== 'logical',
  );
}

function typeNames(element, isBackbone) {
  if (element.contentReference) return [element.contentReference.replace('#', '')];
  if (isBackbone) return [element.path];
  // A resource's id has the regular expression of `id` (https://hl7.org/fhir/R4/resource.html#id),
  // though the StructureDefinitions of 4.0.1 say `string` there.
  if (element.base?.path === 'Resource.id' || element.path === 'Resource.id') return ['id'];
  return element.type.map(
    (type) =>
      type.extension?.find((extension) => extension.url === fhirType)?.valueUrl ??
      type.code.replace(/^.*System\.String$/, 'string'),
  );
}

/**
 * @param {object[]} definitions StructureDefinitions
 * @param {(url: string) => string|undefined} closedValueSet its name, where its codes can be listed
 */
export function structureTable(definitions, closedValueSet) {
  const structures = {};
  for (const definition of definitions.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (definition.kind === 'primitive-type') continue;
    const elements = definition.snapshot.element;
    const parents = new Set(elements.map((element) => element.path.replace(/\.[^.]+$/, '')));
    structures[definition.name] = {
      kind: definition.kind === 'resource' ? 'resource' : 'type',
      abstract: definition.abstract || undefined,
      elements: {},
    };
    for (const element of elements.slice(1)) {
      const isBackbone = parents.has(element.path);
      if (isBackbone) structures[element.path] = { kind: 'backbone', elements: {} };
      const [, parent, name] = /^(.*)\.([^.]+)$/.exec(element.path);
      const valueSet =
        element.binding?.strength === 'required' ? closedValueSet(element.binding.valueSet) : undefined;
      structures[parent].elements[name] =
        `${element.min}..${element.max}${element.isSummary ? ' Σ' : ''} ` +
        typeNames(element, isBackbone).join('|') +
        (valueSet === undefined ? '' : ` !${valueSet}`);
    }
  }
  return structures;
}
