import { isPrimitiveType } from '../../definitions/primitive-type.js';
import { isResourceType } from '../../definitions/r4.js';
import { Amount } from './amount.js';
import { ElementNode, type Item } from './element-node.js';
import { Moment } from './moment.js';

/** What a type is a special kind of (https://hl7.org/fhir/R4/datatypes.html). */
const parents: ReadonlyMap<string, string> = new Map([
  ['code', 'string'],
  ['id', 'string'],
  ['markdown', 'string'],
  ['url', 'uri'],
  ['canonical', 'uri'],
  ['uuid', 'uri'],
  ['oid', 'uri'],
  ['positiveInt', 'integer'],
  ['unsignedInt', 'integer'],
  ['Age', 'Quantity'],
  ['Count', 'Quantity'],
  ['Distance', 'Quantity'],
  ['Duration', 'Quantity'],
  ['Timing', 'BackboneElement'],
  ['Dosage', 'BackboneElement'],
  ['ElementDefinition', 'BackboneElement'],
  ['BackboneElement', 'Element'],
  ['DomainResource', 'Resource'],
]);

const notDomainResources: ReadonlySet<string> = new Set(['Bundle', 'Binary', 'Parameters']);

/** What a type is a special kind of; undefined for those that are of none: `Element`, `Resource`. */
export function parentOf(type: string): string | undefined {
  if (isResourceType(type)) return notDomainResources.has(type) ? 'Resource' : 'DomainResource';
  const parent = parents.get(type);
  if (parent !== undefined) return parent;
  if (type.includes('.')) return 'BackboneElement';
  return type === 'Element' || type === 'Resource' ? undefined : 'Element';
}

/** The type's name; of a value of FHIRPath's own types, `String`, `Boolean` and so on. */
export function typeOf(item: Item): string {
  if (item instanceof ElementNode) return item.type;
  if (item instanceof Moment)
    return item.kind === 'time' ? 'Time' : item.parts.length > 3 ? 'DateTime' : 'Date';
  if (item instanceof Amount) return 'Quantity';
  if (typeof item === 'number') return Number.isInteger(item) ? 'Integer' : 'Decimal';
  return typeof item === 'string' ? 'String' : 'Boolean';
}

/**
 * Whether an item is of a type or of a special kind of it. `Boolean` and `boolean` are taken for the same, as
 * invariants of the specification have it (que-7: `answer is Boolean`).
 */
export function isOfType(item: Item, name: string): boolean {
  const type = typeOf(item);
  if (!(item instanceof ElementNode) || isPrimitiveType(type)) {
    const [first, second] = [type.toLowerCase(), name.toLowerCase()];
    if (first === second) return true;
  }
  for (let each: string | undefined = type; each !== undefined; each = parentOf(each))
    if (each === name) return true;
  return isPrimitiveType(type) && parents.get(type)?.toLowerCase() === name.toLowerCase();
}
