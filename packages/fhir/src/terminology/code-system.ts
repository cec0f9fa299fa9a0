import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { ConceptDetails, ConceptProperty, Designation } from './concept.js';

/** A concept with all that filters look at. */
export interface Concept extends ConceptDetails {
  /** The values of its properties as texts; parents and children stand in the sets below. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly parents: ReadonlySet<string>;
  readonly children: ReadonlySet<string>;
}

/** The concepts of a CodeSystem resource, in the order they stand in it. */
export interface CodeSystem {
  /** Whether every code of the system is among the concepts. */
  readonly isComplete: boolean;
  readonly concepts: ReadonlyMap<string, Concept>;
}

interface Growing extends Concept {
  isAbstract: boolean;
  isInactive: boolean;
  readonly properties: ConceptProperty[];
  readonly values: Map<string, string[]>;
  readonly parents: Set<string>;
  readonly children: Set<string>;
}

/** The objects in an array; none where it is none. */
export function itemsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  return isObject(value) ? textOf(value['code']) : undefined;
}

function propertyOf(property: JsonObject): ConceptProperty | undefined {
  const { code } = property;
  const member = Object.keys(property).find((name) => name.startsWith('value'));
  if (typeof code !== 'string' || member === undefined) return undefined;
  return { code, member, value: property[member] ?? null };
}

function designationsOf(concept: JsonObject): readonly Designation[] {
  return itemsOf(concept['designation']).flatMap(({ language, use, value }) =>
    typeof value === 'string'
      ? [{ value, ...(typeof language === 'string' && { language }), ...(isObject(use) && { use }) }]
      : [],
  );
}

/**
 * A system may give the specification's properties names of its own, and say so by their `uri`
 * (https://hl7.org/fhir/R4/codesystem-concept-properties.html).
 */
function standardNames(tree: JsonObject): ReadonlyMap<string, string> {
  const base = 'http://hl7.org/fhir/concept-properties#';
  const found = new Map<string, string>();
  for (const { code, uri } of itemsOf(tree['property']))
    if (typeof code === 'string' && typeof uri === 'string' && uri.startsWith(base))
      found.set(code, uri.slice(base.length));
  return found;
}

/** Tells both ends of each relation about it, where both are concepts of the system. */
function connect(concepts: ReadonlyMap<string, Growing>): void {
  for (const { code, parents, children } of concepts.values()) {
    for (const parent of parents) concepts.get(parent)?.children.add(code);
    for (const child of children) concepts.get(child)?.parents.add(code);
  }
}

function addProperty(concept: Growing, property: ConceptProperty, name: string): void {
  const value = textOf(property.value);
  if (value === undefined) return;
  const values = concept.values.get(property.code);
  if (values === undefined) concept.values.set(property.code, [value]);
  else values.push(value);
  switch (name) {
    case 'parent':
    case 'subsumedBy':
      concept.parents.add(value);
      return;
    case 'child':
      concept.children.add(value);
      return;
    case 'notSelectable':
    case 'abstract':
      concept.isAbstract ||= value === 'true';
      break;
    case 'inactive':
      concept.isInactive ||= value === 'true';
      break;
    case 'status':
      concept.isInactive ||= value === 'retired' || value === 'inactive';
      break;
    default:
  }
  concept.properties.push(property);
}

function read(tree: JsonObject): CodeSystem {
  const named = standardNames(tree);
  const concepts = new Map<string, Growing>();
  const waiting = [...itemsOf(tree['concept'])].reverse().map((item) => ({ item, parent: '' }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { item, parent } = next;
    const { code, display, definition } = item;
    if (typeof code !== 'string') continue;
    const concept: Growing = concepts.get(code) ?? {
      code,
      ...(typeof display === 'string' && { display }),
      ...(typeof definition === 'string' && { definition }),
      isAbstract: false,
      isInactive: false,
      designations: designationsOf(item),
      properties: [],
      values: new Map<string, string[]>(),
      parents: new Set<string>(),
      children: new Set<string>(),
    };
    concepts.set(code, concept);
    if (parent !== '') concept.parents.add(parent);
    for (const each of itemsOf(item['property'])) {
      const property = propertyOf(each);
      if (property !== undefined) addProperty(concept, property, named.get(property.code) ?? property.code);
    }
    for (const child of [...itemsOf(item['concept'])].reverse()) waiting.push({ item: child, parent: code });
  }
  connect(concepts);
  return { isComplete: tree['content'] === 'complete', concepts };
}

const known = new WeakMap<JsonObject, CodeSystem>();

/**
 * Reads the concepts of a CodeSystem, nested and related by the properties parent, child and subsumedBy.
 * @see https://hl7.org/fhir/R4/codesystem.html
 */
export function readCodeSystem(tree: JsonObject): CodeSystem {
  let system = known.get(tree);
  if (system === undefined) {
    system = read(tree);
    known.set(tree, system);
  }
  return system;
}

/** A code with all codes that lead on from it: below it, or above it. Relations may form a circle. */
export function withRelated(
  { concepts }: CodeSystem,
  code: string,
  direction: 'above' | 'below',
): ReadonlySet<string> {
  const found = new Set([code]);
  // A Set gives what is added to it while it is being gone through.
  for (const each of found) {
    const concept = concepts.get(each);
    if (concept === undefined) continue;
    for (const related of direction === 'below' ? concept.children : concept.parents) {
      if (concepts.has(related)) found.add(related);
    }
  }
  return found;
}
