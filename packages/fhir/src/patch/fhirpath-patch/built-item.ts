import { WellspringError } from '@wellspring/errors';
import { r4 } from '../../definitions/r4.js';
import { propertiesOf, type JsonProperty } from '../../fhirpath/element-type.js';
import type { JsonValue } from '../../json/json-value.js';
import type { PatchPart, PatchValue } from '../patch.js';
import { copyTree, emptyObject, type PatchedObject } from '../patched-tree.js';
import { isPrimitive, readItems, writeItems, type ElementItem } from './element-items.js';

/** A value made ready to be put into a resource. */
export interface BuiltItem {
  /** Which of the element's forms it takes: `valueQuantity`. */
  readonly property: JsonProperty;
  readonly item: ElementItem;
}

/**
 * The forms of an element by the name that an operation gives it: `value`, or `valueQuantity`, which is what the
 * element is called in JSON.
 *
 * @throws WellspringError `patch-not-applicable` where the type has none
 */
export function propertiesNamed(type: string, name: string): readonly JsonProperty[] {
  const properties = propertiesOf(type, name);
  if (properties.length > 0) return properties;
  const choices = r4.structure(type)?.elements.filter(({ isChoice }) => isChoice) ?? [];
  const found = choices
    .flatMap((choice) => propertiesOf(type, choice.name))
    .find(({ property }) => property === name);
  if (found === undefined) throw notApplicable(`${type} has no element ${JSON.stringify(name.slice(0, 64))}`);
  return [found];
}

/**
 * Makes a value of a patch an occurrence of an element. Of a choice the type of the value says which form; whether
 * it is right otherwise is for the validation of the whole.
 *
 * @param properties the element's forms
 * @throws WellspringError `patch-not-applicable`
 */
export function buildItem(value: PatchValue, properties: readonly JsonProperty[]): BuiltItem {
  switch (value.kind) {
    case 'typed': {
      const property = formOf(properties, value.type);
      return { property, item: { value: copied(value.value), companion: copied(value.companion) } };
    }
    case 'resource': {
      const property = properties.find(({ element }) => element.type === 'Resource');
      if (property === undefined) throw notApplicable(`${shown(properties)} takes no resource`);
      return { property, item: { value: copyTree(value.resource), companion: undefined } };
    }
    case 'parts': {
      const [property, other] = properties;
      if (property === undefined || other !== undefined)
        throw notApplicable(`${shown(properties)} can be of several types: its value needs one`);
      if (!isPrimitive(property))
        return { property, item: { value: built(property.element.type, value.parts), companion: undefined } };
      return { property, item: { value: undefined, companion: built('Element', value.parts) } };
    }
    default:
      return value satisfies never;
  }
}

function formOf(properties: readonly JsonProperty[], type: string): JsonProperty {
  const [property, other] = properties;
  const form = other === undefined ? property : properties.find(({ element }) => element.type === type);
  if (form === undefined) throw notApplicable(`${shown(properties)} cannot be of type ${type}`);
  return form;
}

/** An element of a type, from its elements one by one. */
function built(type: string, parts: readonly PatchPart[]): PatchedObject {
  const object = emptyObject();
  for (const { name, value } of parts) {
    const { property, item } = buildItem(value, propertiesNamed(type, name));
    const before = readItems(object, property);
    if (before.length > 0 && !property.repeats) throw notApplicable(`${type}.${name} is given twice`);
    writeItems(object, property, [...before, item]);
  }
  return object;
}

function copied(value: JsonValue | undefined) {
  return value === undefined ? undefined : copyTree(value);
}

function shown([first]: readonly JsonProperty[]): string {
  return `${first?.element.parent ?? ''}.${first?.element.name ?? ''}`;
}

function notApplicable(message: string): WellspringError {
  return new WellspringError('patch-not-applicable', message);
}
