import { extractIndexValues } from '../extraction/extract-index-values.js';
import type { IndexValue } from '../index-value.js';
import { resourcesInside, type InsideResource } from '../inside/resources-inside.js';
import { extractWords, type ResourceWords } from '../words/extract-words.js';
import type { MatchedResource } from './matched-resource.js';

/** What one resource is found by, worked out when it is first asked for. */
export interface ResourceValues {
  /** All values of a parameter, of whatever kind. */
  of(param: string): readonly IndexValue[];
  /** The resources inside it that its references lead to. */
  inside(): readonly InsideResource[];
  words(where: keyof ResourceWords): ReadonlySet<string>;
}

const none: readonly IndexValue[] = [];

function byParam(all: readonly IndexValue[]): ReadonlyMap<string, readonly IndexValue[]> {
  const values = new Map<string, IndexValue[]>();
  for (const value of all) {
    const list = values.get(value.param);
    if (list === undefined) values.set(value.param, [value]);
    else list.push(value);
  }
  return values;
}

function valuesOf(resource: MatchedResource): ResourceValues {
  const { type, tree, parameters } = resource;
  let all: readonly IndexValue[] | undefined;
  let values: ReadonlyMap<string, readonly IndexValue[]> | undefined;
  let inside: readonly InsideResource[] | undefined;
  const sets: Partial<Record<keyof ResourceWords, ReadonlySet<string>>> = {};
  let extracted: ResourceWords | undefined;
  return {
    of(param) {
      all ??= extractIndexValues(type, tree, parameters);
      values ??= byParam(all);
      return values.get(param) ?? none;
    },
    inside() {
      all ??= extractIndexValues(type, tree, parameters);
      inside ??= resource.within ?? resourcesInside(type, all, parameters);
      return inside;
    },
    words(where) {
      extracted ??= extractWords(resource.tree);
      return (sets[where] ??= new Set(extracted[where]));
    },
  };
}

/** One resource is matched with many searches (subscriptions), and met on many ways of a chain. */
const known = new WeakMap<MatchedResource, ResourceValues>();

/** The values of a resource, kept as long as the resource is. */
export function resourceValues(resource: MatchedResource): ResourceValues {
  let values = known.get(resource);
  if (values === undefined) {
    values = valuesOf(resource);
    known.set(resource, values);
  }
  return values;
}
