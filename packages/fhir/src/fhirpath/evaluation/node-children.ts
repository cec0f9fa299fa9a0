import { r4 } from '../../definitions/r4.js';
import { isPrimitiveType } from '../../definitions/primitive-type.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { ElementNode, type Item } from './element-node.js';

/** One way a child stands in JSON; a choice has one for each type. */
interface ChildMember {
  readonly property: string;
  readonly companion: string | undefined;
  /** `Resource`: the type is what `resourceType` says. */
  readonly type: string;
}

type Members = ReadonlyMap<string, readonly ChildMember[]>;

const known = new Map<string, Members>();
const primitiveMembers = new Map<string, readonly ChildMember[]>([
  ['id', [{ property: 'id', companion: undefined, type: 'string' }]],
  ['extension', [{ property: 'extension', companion: undefined, type: 'Extension' }]],
]);
const noMembers: readonly ChildMember[] = [];

function readMembers(type: string): Members {
  if (isPrimitiveType(type)) return primitiveMembers;
  const members = new Map<string, readonly ChildMember[]>();
  for (const { name, isChoice, types } of r4.structure(type)?.elements ?? []) {
    const ways = types.map((each) => {
      const property = isChoice ? name + each[0]!.toUpperCase() + each.slice(1) : name;
      return { property, companion: isPrimitiveType(each) ? `_${property}` : undefined, type: each };
    });
    members.set(name, ways);
  }
  return members;
}

function membersOf(type: string): Members {
  let members = known.get(type);
  if (members === undefined) {
    members = readMembers(type);
    // Types from the data are looked up, too: only those that there are, are kept.
    if (members.size > 0) known.set(type, members);
  }
  return members;
}

/** What members are looked up in: the object, or the companion of a primitive. */
function objectOf(node: ElementNode): JsonObject | undefined {
  if (node.companion !== undefined) return node.companion;
  return isObject(node.value) ? node.value : undefined;
}

/** The node of a resource. */
export function resourceNode(resource: JsonObject): ElementNode {
  const type = resource['resourceType'];
  return new ElementNode(typeof type === 'string' ? type : 'Resource', resource, undefined);
}

function itemNode(
  type: string,
  value: JsonValue | undefined,
  companion: JsonValue | undefined,
): ElementNode | undefined {
  const beside = isObject(companion) ? companion : undefined;
  if (value === undefined || value === null)
    return beside === undefined ? undefined : new ElementNode(type, undefined, beside);
  return type === 'Resource' && isObject(value) ? resourceNode(value) : new ElementNode(type, value, beside);
}

function addMember(object: JsonObject, { property, companion, type }: ChildMember, into: Item[]): void {
  const value = object[property];
  const beside = companion === undefined ? undefined : object[companion];
  if (value === undefined && beside === undefined) return;
  if (Array.isArray(value) || Array.isArray(beside)) {
    const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
    const companions = Array.isArray(beside) ? (beside as readonly JsonValue[]) : [];
    for (let i = 0; i < Math.max(values.length, companions.length); i++) {
      const node = itemNode(type, values[i], companions[i]);
      if (node !== undefined) into.push(node);
    }
    return;
  }
  const node = itemNode(type, value, beside);
  if (node !== undefined) into.push(node);
}

/** Adds the children of an element that have a name. */
export function addChildren(node: ElementNode, name: string, into: Item[]): void {
  const object = objectOf(node);
  if (object === undefined) return;
  for (const member of membersOf(node.type).get(name) ?? noMembers) addMember(object, member, into);
}

/** Adds all children of an element, in the order of the definition. */
export function addAllChildren(node: ElementNode, into: Item[]): void {
  const object = objectOf(node);
  if (object === undefined) return;
  for (const members of membersOf(node.type).values())
    for (const member of members) addMember(object, member, into);
}

/** Whether there is a child of that name; makes nothing. */
export function hasChild(node: ElementNode, name: string): boolean {
  const object = objectOf(node);
  if (object === undefined) return false;
  for (const { property, companion } of membersOf(node.type).get(name) ?? noMembers) {
    if (isThere(object[property])) return true;
    if (companion !== undefined && isThere(object[companion])) return true;
  }
  return false;
}

function isThere(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  return !Array.isArray(value) || (value as readonly JsonValue[]).some((item) => item !== null);
}
