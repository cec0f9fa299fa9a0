import { r4 } from '../../definitions/r4.js';
import { propertiesOf } from '../../fhirpath/element-type.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { narrativeText } from './narrative-text.js';

/** The texts of one resource. */
export interface Texts {
  /** The resource's own narrative, not that of resources contained in it. */
  readonly narrative: string[];
  /** Every other text. */
  readonly others: string[];
}

type Collect = (value: JsonValue, texts: Texts) => void;

/** Of type string, but nothing that people read. */
const identifying: ReadonlySet<string> = new Set(['Reference.reference', 'SampledData.data']);

const structures = new Map<string, ReadonlyMap<string, Collect>>();

function collectString(value: JsonValue, texts: Texts): void {
  if (typeof value === 'string') texts.others.push(value);
}

function collectContained(value: JsonValue, texts: Texts): void {
  if (typeof value !== 'object' || value === null) return;
  const type = (value as JsonObject)['resourceType'];
  if (typeof type !== 'string') return;
  const contained: Texts = { narrative: [], others: texts.others };
  collectMembers(type, value as JsonObject, contained);
  texts.others.push(...contained.narrative);
}

function collectXhtml(value: JsonValue, texts: Texts): void {
  if (typeof value === 'string') texts.others.push(narrativeText(value));
}

/** What collects the values of an element, by its type; undefined where there is no text in it. */
function collectorOf(type: string, parent: string, name: string): Collect | undefined {
  if (name === 'id' || identifying.has(`${parent}.${name}`)) return undefined;
  if (type === 'string' || type === 'markdown') return collectString;
  if (type === 'xhtml') return collectXhtml;
  if (type === 'Resource') return collectContained;
  if (type === 'Narrative') {
    return (value, texts) => {
      if (typeof value !== 'object' || value === null) return;
      const xhtml = (value as JsonObject)['div'];
      if (typeof xhtml === 'string') texts.narrative.push(narrativeText(xhtml));
    };
  }
  if (r4.structure(type) === undefined) return undefined;
  return (value, texts) => {
    if (typeof value === 'object' && value !== null) collectMembers(type, value as JsonObject, texts);
  };
}

/** A structure is compiled when it is first met. What is kept is bounded by the specification. */
function membersOf(type: string): ReadonlyMap<string, Collect> {
  let members = structures.get(type);
  if (members === undefined) {
    const found = new Map<string, Collect>();
    for (const { name } of r4.structure(type)?.elements ?? []) {
      for (const { property, element } of propertiesOf(type, name)) {
        const collect = collectorOf(element.type, type, name);
        if (collect !== undefined) found.set(property, collect);
      }
    }
    members = found;
    if (found.size > 0) structures.set(type, members);
  }
  return members;
}

function collectMembers(type: string, object: JsonObject, texts: Texts): void {
  const members = membersOf(type);
  for (const key in object) {
    const collect = members.get(key);
    if (collect === undefined) continue;
    const value = object[key];
    if (value === undefined) continue;
    if (!Array.isArray(value)) collect(value, texts);
    else for (const item of value as readonly JsonValue[]) collect(item, texts);
  }
}

/**
 * The texts of a resource that people write and read: every element of type string or markdown, and the
 * narrative. Codes, ids, addresses, dates and data are none.
 */
export function textElements(tree: JsonObject): Texts {
  const texts: Texts = { narrative: [], others: [] };
  const type = tree['resourceType'];
  if (typeof type === 'string') collectMembers(type, tree, texts);
  return texts;
}
