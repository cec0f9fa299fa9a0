import { WellspringError } from '@wellspring/errors';
import { propertiesOf, type JsonProperty } from '../../fhirpath/element-type.js';
import type { FhirPathPatchOperation, PatchPath } from '../patch.js';
import type { PatchEffort } from '../patch-effort.js';
import type { PatchedObject } from '../patched-tree.js';
import { buildItem, propertiesNamed, type BuiltItem } from './built-item.js';
import { readItems, writeItems } from './element-items.js';
import {
  levelOf,
  madeObjectAt,
  objectAt,
  putAt,
  removeAt,
  typeAt,
  type ElementPlace,
  type Place,
} from './place.js';
import { selectPlaces, shownPath } from './select-places.js';

/**
 * Applies one operation of a FHIRPath Patch to a resource, in place
 * (https://hl7.org/fhir/R4/fhirpatch.html).
 *
 * @throws WellspringError `patch-not-applicable`, `patch-too-costly`
 */
export function applyFhirPathOperation(
  resource: PatchedObject,
  operation: FhirPathPatchOperation,
  effort: PatchEffort,
): void {
  const { path } = operation;
  switch (operation.type) {
    case 'add': {
      const place = theOne(selectPlaces(path, resource, effort), path);
      const properties = propertiesNamed(typeAt(place), operation.name);
      const built = counted(buildItem(operation.value, properties), place, effort);
      add(place, properties, built, path, effort);
      return;
    }
    case 'insert': {
      const { holder, place, properties } = listAt(resource, path, effort);
      const { property, item } = counted(buildItem(operation.value, properties), place, effort);
      const items = readItems(holder, property);
      effort.spend(items.length);
      if (operation.index > items.length) throw beyond(path, items.length);
      writeItems(holder, property, items.toSpliced(operation.index, 0, item));
      return;
    }
    case 'delete': {
      const places = selectPlaces(path, resource, effort);
      // "Path of the element to delete (if found)".
      if (places.length > 0) removeAt(theElement(theOne(places, path), path));
      return;
    }
    case 'replace': {
      const place = theElement(theOne(selectPlaces(path, resource, effort), path), path);
      replace(place, counted(buildItem(operation.value, formsOf(place)), place.parent, effort));
      return;
    }
    case 'move': {
      const { holder, properties } = listAt(resource, path, effort);
      const [property] = properties as readonly [JsonProperty];
      const items = readItems(holder, property);
      effort.spend(items.length);
      const { source, destination } = operation;
      if (Math.max(source, destination) >= items.length) throw beyond(path, items.length);
      writeItems(holder, property, items.toSpliced(source, 1).toSpliced(destination, 0, items[source]!));
      return;
    }
    default:
      operation satisfies never;
  }
}

/** "The FHIRPath statement must return a single element." */
function theOne(places: readonly Place[], path: PatchPath): Place {
  const [place, other] = places;
  if (place !== undefined && other === undefined) return place;
  throw notApplicable(
    path,
    place === undefined ? 'it leads to nothing' : 'it leads to more than one element',
  );
}

function theElement(place: Place, path: PatchPath): ElementPlace {
  if (place.kind === 'element') return place;
  throw notApplicable(path, 'the whole resource can neither be replaced nor deleted by a patch');
}

function add(
  place: Place,
  properties: readonly JsonProperty[],
  built: BuiltItem,
  path: PatchPath,
  effort: PatchEffort,
): void {
  const holder = madeObjectAt(place);
  if (holder === undefined) throw notApplicable(path, 'it leads to nothing that can have elements');
  const { property, item } = built;
  const before = readItems(holder, property);
  effort.spend(before.length);
  // A choice is one element, whatever type it has.
  const isThere = allForms(property, properties).some((each) => readItems(holder, each).length > 0);
  if (isThere && !property.repeats) throw notApplicable(path, `there is a ${property.property} already`);
  writeItems(holder, property, [...before, item]);
}

function replace(place: ElementPlace, { property, item }: BuiltItem): void {
  if (property.property === place.property.property) {
    putAt(place, item);
    return;
  }
  const holder = objectAt(place.parent)!;
  writeItems(holder, place.property, []);
  writeItems(holder, property, [item]);
}

/** The forms that the element at a place can take. */
function formsOf({ property }: ElementPlace): readonly JsonProperty[] {
  return allForms(property, [property]);
}

function allForms({ element }: JsonProperty, otherwise: readonly JsonProperty[]): readonly JsonProperty[] {
  const { parent, name } = element;
  return parent === undefined || name === undefined ? otherwise : propertiesOf(parent, name);
}

/** The list that a path names, which may have no item yet: an element that repeats, of one place. */
function listAt(resource: PatchedObject, path: PatchPath, effort: PatchEffort) {
  const { expression } = path;
  if (expression.kind !== 'member' && expression.kind !== 'name')
    throw notApplicable(path, 'it does not name a list');
  const place: Place =
    expression.kind === 'name'
      ? { kind: 'resource', object: resource }
      : theOne(selectPlaces({ ...path, expression: expression.source }, resource, effort), path);
  const properties = propertiesOf(typeAt(place), expression.name);
  if (properties[0]?.repeats !== true) throw notApplicable(path, 'it does not name a list');
  const holder = madeObjectAt(place);
  if (holder === undefined) throw notApplicable(path, 'it leads to nothing that can have elements');
  return { holder, place, properties };
}

/** Counts what is put into the resource below a place. */
function counted(built: BuiltItem, place: Place, effort: PatchEffort): BuiltItem {
  const level = levelOf(place) + (built.property.repeats ? 1 : 0);
  if (built.item.value !== undefined) effort.place(built.item.value, level);
  if (built.item.companion !== undefined) effort.place(built.item.companion, level);
  return built;
}

function beyond(path: PatchPath, length: number): WellspringError {
  return notApplicable(path, `the list has ${length} items`);
}

function notApplicable({ text }: PatchPath, why: string): WellspringError {
  return new WellspringError('patch-not-applicable', `The path ${shownPath(text)}: ${why}`);
}
