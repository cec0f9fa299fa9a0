import { isDeepStrictEqual } from 'node:util';
import { isPrimitiveType } from '../definitions/primitive-type.js';
import { r4 } from '../definitions/r4.js';
import type { JsonObject } from '../json/json-value.js';
import { elementValues, valuePart, type ElementValue } from './element-value.js';
import { parseExact, stringifyExact } from './exact-json.js';

/** What the server writes itself, so that it differs between any two versions. */
const serverOwned: ReadonlySet<string> = new Set(['versionId', 'lastUpdated']);

/**
 * What makes one resource of another, as FHIRPath Patch has it: a Parameters resource with operations to be carried
 * out one after the other. `meta.versionId` and `meta.lastUpdated` are not compared. Lists are compared by place,
 * after what is equal at their beginnings and ends.
 *
 * @param from,to well-formed, valid resources of the type, without white space between tokens
 * @returns JSON of the Parameters; without parameters where the resources do not differ
 * @see https://hl7.org/fhir/R4/fhirpatch.html
 * @example
 * diffResources('Patient', Buffer.from('{"resourceType":"Patient"}'), Buffer.from('{"resourceType":"Patient","active":true}'))
 * // {"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},
 * // {"name":"path","valueString":"Patient"},{"name":"name","valueString":"active"},{"name":"value","valueBoolean":true}]}]}
 */
export function diffResources(type: string, from: Buffer, to: Buffer): Buffer {
  const operations: JsonObject[] = [];
  const trees = [from, to].map((body) => parseExact(body.toString('utf8')) as JsonObject);
  compareObjects(type, type, trees[0]!, trees[1]!, operations);
  const parameters = {
    resourceType: 'Parameters',
    ...(operations.length > 0 && { parameter: operations }),
  };
  return Buffer.from(stringifyExact(parameters));
}

function compareObjects(
  path: string,
  type: string,
  from: JsonObject,
  to: JsonObject,
  operations: JsonObject[],
): void {
  // What goes is taken away last: an element that has lost all of its children is none any more, and nothing can be
  // added to it then.
  const deletions: JsonObject[] = [];
  for (const element of r4.structure(type)?.elements ?? []) {
    if (type === 'Meta' && !path.slice(0, -'.meta'.length).includes('.') && serverOwned.has(element.name))
      continue;
    const [before, after] = [elementValues(from, element), elementValues(to, element)];
    const place = { parent: path, name: element.name, path: `${path}.${element.name}` };
    if (before === undefined && after === undefined) continue;
    // A choice of another type is another value at the same place.
    if (before !== undefined && after !== undefined && before.type !== after.type)
      operations.push(operation('replace', place.path, [valuePart('value', after.type, after.values[0]!)]));
    else if (element.repeats)
      compareLists(
        place,
        (after ?? before)!.type,
        before?.values ?? [],
        after?.values ?? [],
        after === undefined ? deletions : operations,
      );
    else if (before === undefined) operations.push(addition(place, after!.type, after!.values[0]!));
    else if (after === undefined) deletions.push(operation('delete', place.path, []));
    else compareValues(place.path, after.type, before.values[0]!, after.values[0]!, operations);
  }
  operations.push(...deletions);
}

function compareValues(
  path: string,
  type: string,
  from: ElementValue,
  to: ElementValue,
  operations: JsonObject[],
): void {
  if (isDeepStrictEqual(from, to)) return;
  if (isPrimitiveType(type)) {
    const isSame = from.value === to.value && from.value !== undefined;
    if (isSame)
      compareObjects(
        path,
        'Element',
        (from.companion ?? {}) as JsonObject,
        (to.companion ?? {}) as JsonObject,
        operations,
      );
    else operations.push(operation('replace', path, [valuePart('value', type, to)]));
    return;
  }
  const [before, after] = [from.value as JsonObject, to.value as JsonObject];
  const isOther =
    type === 'Resource' && (before['resourceType'] !== after['resourceType'] || before['id'] !== after['id']);
  if (isOther) operations.push(operation('replace', path, [valuePart('value', type, to)]));
  else
    compareObjects(
      path,
      type === 'Resource' ? (after['resourceType'] as string) : type,
      before,
      after,
      operations,
    );
}

/** Where an element stands: within what, under which name. */
interface Place {
  readonly parent: string;
  readonly name: string;
  readonly path: string;
}

function compareLists(
  place: Place,
  type: string,
  from: readonly ElementValue[],
  to: readonly ElementValue[],
  operations: JsonObject[],
): void {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && isDeepStrictEqual(from[start], to[start])) start++;
  let end = 0;
  while (end < shorter - start && isDeepStrictEqual(from[from.length - 1 - end], to[to.length - 1 - end]))
    end++;
  const paired = shorter - end;
  for (let at = start; at < paired; at++)
    compareValues(`${place.path}[${at}]`, type, from[at]!, to[at]!, operations);
  // From behind, so that the places of the others stay.
  for (let at = from.length - end - 1; at >= paired; at--)
    operations.push(operation('delete', `${place.path}[${at}]`, []));
  for (let at = paired; at < to.length - end; at++) {
    const value = to[at]!;
    if (end === 0) operations.push(addition(place, type, value));
    else
      operations.push(
        operation('insert', place.path, [
          { name: 'index', valueInteger: at },
          valuePart('value', type, value),
        ]),
      );
  }
}

function addition({ parent, name }: Place, type: string, value: ElementValue): JsonObject {
  return operation('add', parent, [{ name: 'name', valueString: name }, valuePart('value', type, value)]);
}

function operation(
  type: 'add' | 'insert' | 'delete' | 'replace',
  path: string,
  more: readonly JsonObject[],
): JsonObject {
  const part = [{ name: 'type', valueCode: type }, { name: 'path', valueString: path }, ...more];
  return { name: 'operation', part };
}
