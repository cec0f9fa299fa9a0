import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { choiceOf, maxOf, minOf, objectsOf, textOf } from '../snapshot/element-json.js';
import type { ProfileElement } from '../snapshot/element-tree.js';
import { referredContent, specifiedTree } from '../snapshot/specified-tree.js';

/**
 * What is demanded of an element anyway, and so is not checked again: by its type's own definition, by the list that
 * it is a slice of, by the profile on its type.
 */
export type Baseline = readonly ProfileElement[];

/** The elements of one name below, where the element is of a type. */
export function baselineBelow(baseline: Baseline, name: string, type: string | undefined): Baseline {
  return baseline.flatMap((each) => {
    const children = each.children ?? contentOf(each, type);
    return children.filter((child) => child.name === name);
  });
}

function contentOf({ element }: ProfileElement, type: string | undefined): readonly ProfileElement[] {
  const contentReference = textOf(element, 'contentReference');
  const node =
    contentReference === undefined ? specifiedTree(type ?? 'Element') : referredContent(contentReference);
  return node?.children ?? [];
}

/** The least number of values that is checked anyway. */
export function leastOf(baseline: Baseline): number {
  return Math.max(0, ...baseline.map(({ element }) => minOf(element)));
}

/** The largest number likewise. */
export function mostOf(baseline: Baseline): number {
  return Math.min(Infinity, ...baseline.map(({ element }) => maxOf(element) ?? Infinity));
}

/** Whether some member is the same in one of the elements. */
export function hasSame(
  baseline: Baseline,
  element: JsonObject,
  view: (element: JsonObject) => JsonValue | undefined,
): boolean {
  const own = JSON.stringify(view(element));
  return baseline.some((each) => JSON.stringify(view(each.element)) === own);
}

/** Whether a constraint is among those of the elements or their types. */
export function hasConstraint(baseline: Baseline, key: string, type: string | undefined): boolean {
  const has = (element: JsonObject): boolean =>
    objectsOf(element, 'constraint').some((constraint) => constraint['key'] === key);
  const typeElement = type === undefined ? undefined : specifiedTree(type)?.element;
  return baseline.some(({ element }) => has(element)) || (typeElement !== undefined && has(typeElement));
}

/** A value that is given, for comparison. */
export function givenOf(
  prefix: 'fixed' | 'pattern' | 'minValue' | 'maxValue',
): (element: JsonObject) => JsonValue | undefined {
  return (element) => {
    const given = choiceOf(element, prefix);
    return given && [given.suffix, given.value];
  };
}
