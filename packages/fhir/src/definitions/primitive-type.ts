/** The primitive types of R4 (https://hl7.org/fhir/R4/datatypes.html#primitive), and xhtml. */
export const primitiveTypes = [
  'base64Binary',
  'boolean',
  'canonical',
  'code',
  'date',
  'dateTime',
  'decimal',
  'id',
  'instant',
  'integer',
  'markdown',
  'oid',
  'positiveInt',
  'string',
  'time',
  'unsignedInt',
  'uri',
  'url',
  'uuid',
  'xhtml',
] as const;

/** The name of a primitive type. */
export type PrimitiveType = (typeof primitiveTypes)[number];

const names: ReadonlySet<string> = new Set(primitiveTypes);

/** Whether a type is primitive: a JSON string, number or boolean, with a `_` companion. */
export function isPrimitiveType(name: string): name is PrimitiveType {
  return names.has(name);
}
