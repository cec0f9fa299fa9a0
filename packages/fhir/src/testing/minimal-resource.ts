import { isPrimitiveType, type PrimitiveType } from '../definitions/primitive-type.js';
import { r4 } from '../definitions/r4.js';
import type { ElementDefinition } from '../definitions/structure-definition.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

const primitives: Readonly<Record<PrimitiveType, JsonValue>> = {
  base64Binary: 'YQ==',
  boolean: true,
  canonical: 'http://a.example/x',
  code: 'text/plain',
  date: '2020-01-01',
  dateTime: '2020-01-01',
  decimal: 1,
  id: 'x',
  instant: '2020-01-01T00:00:00Z',
  integer: 1,
  markdown: 'x',
  oid: 'urn:oid:1.2.3',
  positiveInt: 1,
  string: 'x',
  time: '00:00:00',
  unsignedInt: 1,
  uri: 'http://a.example/x',
  url: 'http://a.example/x',
  uuid: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
  xhtml: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
};

/** Values of types that have no required elements, but may not be empty. */
const complexes: Readonly<Record<string, JsonObject>> = {
  Attachment: { url: 'http://a.example/x' },
  CodeableConcept: { text: 'x' },
  Coding: { system: 'http://a.example/x', code: 'x' },
  DataRequirement: { type: 'Patient' },
  Dosage: { text: 'x' },
  Expression: { language: 'text/fhirpath', expression: 'true' },
  HumanName: { text: 'x' },
  Identifier: { value: 'x' },
  Money: { value: 1 },
  Period: { start: '2020' },
  Quantity: { value: 1 },
  Range: { low: { value: 1 } },
  Reference: { display: 'x' },
  Timing: { code: { text: 'x' } },
};

function valueOf({ valueSet, name }: ElementDefinition, type: string): JsonValue {
  const [system, codes] = [...((valueSet === undefined ? undefined : r4.valueSet(valueSet)) ?? [])][0] ?? [];
  const [code] = codes ?? [];
  if (type === 'code' && code !== undefined) return code;
  if (type === 'code' && name === 'language') return 'en';
  if (type === 'CodeableConcept' && system !== undefined && code !== undefined)
    return { coding: [{ system, code }] };
  if (isPrimitiveType(type)) return primitives[type];
  if (type === 'Resource') return { resourceType: 'Patient', id: 'x' };
  return complexes[type] ?? minimal(type);
}

/**
 * The least that a type or backbone element may be, by its required elements; with members given, which replace
 * those.
 */
export function minimal(type: string, members: JsonObject = {}): JsonObject {
  const definition = r4.structure(type);
  if (definition === undefined) throw new Error(`no definition of ${type}`);
  const made: Record<string, JsonValue> = definition.kind === 'resource' ? { resourceType: type } : {};
  for (const element of definition.elements) {
    const [first] = element.types;
    if (!element.isRequired || first === undefined) continue;
    const isGiven = Object.keys(members).some((key) => key.replace(/^_/, '').startsWith(element.name));
    if (isGiven) continue;
    const json = element.isChoice ? element.name + first[0]!.toUpperCase() + first.slice(1) : element.name;
    const value = valueOf(element, first);
    made[json] = element.repeats ? [value] : value;
  }
  return { ...made, ...(members as Record<string, JsonValue>) };
}
