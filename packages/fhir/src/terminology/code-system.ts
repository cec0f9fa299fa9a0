import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';

/** A concept with all that filters look at. */
export interface Concept {
  readonly code: string;
  readonly display: string | undefined;
  /** The values of its properties as texts; parents and children stand in the sets below. */
  readonly properties: ReadonlyMap<string, readonly string[]>;
  readonly parents: ReadonlySet<string>;
  readonly children: ReadonlySet<string>;
}

/** The concepts of a CodeSystem resource. */
export interface CodeSystem {
  /** Whether every code of the system is among the concepts. */
  readonly isComplete: boolean;
  readonly concepts: ReadonlyMap<string, Concept>;
}

interface Growing extends Concept {
  readonly properties: Map<string, string[]>;
  readonly parents: Set<string>;
  readonly children: Set<string>;
}

/** Kinds of relation between two concepts (https://hl7.org/fhir/R4/codesystem-concept-properties.html). */
type Relation = 'parent' | 'child';

function itemsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  return isObject(value) ? textOf(value['code']) : undefined;
}

function propertyValue(property: JsonObject): string | undefined {
  for (const name in property) if (name.startsWith('value')) return textOf(property[name]);
  return undefined;
}

function relationOf(name: string): Relation | undefined {
  if (name === 'parent' || name === 'subsumedBy') return 'parent';
  return name === 'child' ? 'child' : undefined;
}

/** A system may give the specification's properties names of its own, and say so by their `uri`. */
function relations(tree: JsonObject): ReadonlyMap<string, Relation> {
  const found = new Map<string, Relation>();
  for (const { code, uri } of itemsOf(tree['property'])) {
    const name = typeof uri === 'string' ? uri.slice(uri.indexOf('#') + 1) : undefined;
    const relation = name === undefined ? undefined : relationOf(name);
    if (typeof code === 'string' && relation !== undefined) found.set(code, relation);
  }
  return found;
}

/** Tells both ends of each relation about it, where both are concepts of the system. */
function connect(concepts: ReadonlyMap<string, Growing>): void {
  for (const { code, parents, children } of concepts.values()) {
    for (const parent of parents) concepts.get(parent)?.children.add(code);
    for (const child of children) concepts.get(child)?.parents.add(code);
  }
}

function read(tree: JsonObject): CodeSystem {
  const named = relations(tree);
  const concepts = new Map<string, Growing>();
  const waiting = itemsOf(tree['concept']).map((item) => ({ item, parent: undefined as string | undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { item, parent } = next;
    const { code, display } = item;
    if (typeof code !== 'string') continue;
    const concept = concepts.get(code) ?? {
      code,
      display: typeof display === 'string' ? display : undefined,
      properties: new Map<string, string[]>(),
      parents: new Set<string>(),
      children: new Set<string>(),
    };
    concepts.set(code, concept);
    if (parent !== undefined) concept.parents.add(parent);
    for (const property of itemsOf(item['property'])) {
      const name = property['code'];
      const value = propertyValue(property);
      if (typeof name !== 'string' || value === undefined) continue;
      const relation = named.get(name) ?? relationOf(name);
      if (relation === 'parent') concept.parents.add(value);
      else if (relation === 'child') concept.children.add(value);
      const values = concept.properties.get(name);
      if (values === undefined) concept.properties.set(name, [value]);
      else values.push(value);
    }
    for (const child of itemsOf(item['concept'])) waiting.push({ item: child, parent: code });
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
