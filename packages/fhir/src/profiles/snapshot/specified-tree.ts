import { specified } from '../../conformance/specification.js';
import { readElementTree, type ProfileElement } from './element-tree.js';
import { objectsOf } from './element-json.js';
import { isObject } from '../../json/json-kind.js';

const base = 'http://hl7.org/fhir/StructureDefinition/';

const trees = new Map<string, ProfileElement | undefined>();

/**
 * What the specification itself says of a resource type or data type; whatever a data store holds under the same
 * URL, these do not change. Not to be changed.
 */
export function specifiedTree(type: string): ProfileElement | undefined {
  if (trees.has(type)) return trees.get(type);
  const definition = specified('StructureDefinition', { url: base + type });
  const isType = definition?.['derivation'] !== 'constraint' && definition?.['kind'] !== 'logical';
  const snapshot = isType ? definition?.['snapshot'] : undefined;
  const tree = isObject(snapshot) ? readElementTree(objectsOf(snapshot, 'element')) : undefined;
  // Names come from users, so only those that are types are kept.
  if (tree !== undefined) trees.set(type, tree);
  return tree;
}

/** The type whose own definition has this URL: `Patient`; undefined where it is a profile or not HL7's. */
export function specifiedType(url: string): string | undefined {
  const name = url.startsWith(base) ? url.slice(base.length) : '';
  return specifiedTree(name) === undefined ? undefined : name;
}

/** A type, and what it is a special case of: `Patient`, `DomainResource`, `Resource`. */
export function typeWithBases(type: string): readonly string[] {
  const chain: string[] = [];
  for (let name: string | undefined = type; name !== undefined && !chain.includes(name);) {
    chain.push(name);
    const definition = specified('StructureDefinition', { url: base + name });
    const above: unknown = definition?.['baseDefinition'];
    name = typeof above === 'string' && above.startsWith(base) ? above.slice(base.length) : undefined;
  }
  return chain;
}

/** The element that a `contentReference` leads to: `#Questionnaire.item`, with or without the URL before it. */
export function referredContent(contentReference: string): ProfileElement | undefined {
  const [root, ...names] = contentReference.slice(contentReference.indexOf('#') + 1).split('.');
  let node = specifiedTree(root!);
  for (const name of names) node = node?.children?.find((child) => child.name === name);
  return node;
}
