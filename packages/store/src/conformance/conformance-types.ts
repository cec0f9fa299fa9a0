/** The types of resources that data is validated, coded and searched by; migration 0008 has them by their numbers. */
const types: ReadonlySet<string> = new Set([
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'ConceptMap',
  'SearchParameter',
]);

export function isConformanceType(type: string): boolean {
  return types.has(type);
}
