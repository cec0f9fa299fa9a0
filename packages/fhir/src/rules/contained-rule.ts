import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { RuleRun } from './rule-run.js';

/** Every text that begins with `#`: a Reference, canonical, uri or url to a contained resource. */
function addLinks(value: JsonValue | undefined, into: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith('#')) into.add(value.slice(1));
  } else if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) addLinks(item, into);
  } else if (isObject(value)) {
    for (const key in value) if (key !== 'div') addLinks(value[key], into);
  }
}

/**
 * dom-3: a contained resource is referred to by its container or one that it contains, or refers to the container
 * itself. (By its expression this takes time with the square of the resource.)
 */
export function checkContained(run: RuleRun, resource: JsonObject): void {
  const links = new Set<string>();
  addLinks(resource, links);
  for (const [id, contained] of run.contained()) {
    if (links.has(id)) continue;
    const own = new Set<string>();
    addLinks(contained, own);
    if (own.has('')) continue;
    run.addBelow(
      'contained',
      'unreferenced-contained',
      `nothing refers to the contained resource "#${id.slice(0, 64)}", and it does not refer to its container (dom-3)`,
    );
  }
  const { contained: all } = resource;
  const ids = new Set<JsonValue>();
  for (const contained of Array.isArray(all) ? (all as readonly JsonValue[]) : []) {
    const id = isObject(contained) ? contained['id'] : undefined;
    if (id !== undefined && ids.size === ids.add(id).size)
      run.addBelow('contained', 'contradicting-values', 'two contained resources have the same id');
    // By the expression of dom-3 it would pass, since nothing is not false; by its words it cannot.
    if (!isObject(contained) || id !== undefined) continue;
    run.addBelow(
      'contained',
      'unreferenced-contained',
      'a contained resource has no id, so nothing can refer to it (dom-3)',
    );
  }
}
