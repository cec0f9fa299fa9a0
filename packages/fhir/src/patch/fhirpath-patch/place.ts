import type { ElementType, JsonProperty } from '../../fhirpath/element-type.js';
import { emptyObject, isPatchedObject, type PatchedObject } from '../patched-tree.js';
import { isPrimitive, readItems, writeItems, type ElementItem } from './element-items.js';

/** Where a path leads in a resource: the resource itself, or one occurrence of an element of another place. */
export type Place =
  | { readonly kind: 'resource'; readonly object: PatchedObject }
  | {
      readonly kind: 'element';
      readonly parent: Place;
      readonly property: JsonProperty;
      readonly index: number;
      /** What is there when the place is found: to read it from a long list for each of its places takes a square. */
      readonly item: ElementItem;
    };

/** An occurrence of an element, as opposed to the resource. */
export type ElementPlace = Place & { readonly kind: 'element' };

/** What was at a place when it was found. */
export function itemAt(place: Place): ElementItem {
  return place.kind === 'resource' ? { value: place.object, companion: undefined } : place.item;
}

/** The object that the elements of a place stand in; of a primitive, its companion. */
export function objectAt(place: Place): PatchedObject | undefined {
  const { value, companion } = itemAt(place);
  const object = place.kind === 'element' && isPrimitive(place.property) ? companion : value;
  return isPatchedObject(object) ? object : undefined;
}

/** The same; a primitive that has no companion gets one. */
export function madeObjectAt(place: Place): PatchedObject | undefined {
  const there = objectAt(place);
  if (there !== undefined || place.kind === 'resource' || !isPrimitive(place.property)) return there;
  const companion = emptyObject();
  putAt(place, { ...itemAt(place), companion });
  return companion;
}

/** The type whose elements a place has: the resource type, a data type, or `Element` for a primitive. */
export function typeAt(place: Place): string {
  if (place.kind === 'element') {
    if (isPrimitive(place.property)) return 'Element';
    if (place.property.element.type !== 'Resource') return place.property.element.type;
  }
  const type = objectAt(place)?.['resourceType'];
  return typeof type === 'string' ? type : 'Resource';
}

/** What is known of the type of the value at a place: for conditions on it. */
export function elementAt(place: Place): ElementType {
  const isElement = place.kind === 'element' && place.property.element.type !== 'Resource';
  return isElement ? place.property.element : { type: typeAt(place) };
}

/** Levels of objects and arrays from the outside down to the value at a place; the resource itself is the first. */
export function levelOf(place: Place): number {
  return place.kind === 'resource' ? 1 : levelOf(place.parent) + (place.property.repeats ? 2 : 1);
}

export function putAt(place: ElementPlace, item: ElementItem): void {
  const holder = objectAt(place.parent)!;
  writeItems(holder, place.property, readItems(holder, place.property).with(place.index, item));
}

/**
 * Removes what is at a place. An element that has nothing else in it goes with it: FHIR has no empty elements
 * (https://hl7.org/fhir/R4/element.html).
 */
export function removeAt(place: ElementPlace): void {
  const { parent, property, index } = place;
  const holder = objectAt(parent)!;
  writeItems(holder, property, readItems(holder, property).toSpliced(index, 1));
  if (parent.kind === 'resource' || Object.keys(holder).length > 0) return;
  const { value } = itemAt(parent);
  if (isPrimitive(parent.property) && value !== undefined) putAt(parent, { value, companion: undefined });
  else removeAt(parent);
}
