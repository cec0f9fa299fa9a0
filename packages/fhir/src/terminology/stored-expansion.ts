import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { ListedConcept } from './value-set-content.js';

/** What an expansion lists, by system. */
export type ListedSystems = ReadonlyMap<string, ReadonlyMap<string, ListedConcept>>;

/**
 * The codes of ValueSet.expansion, or undefined where there is none, or only a page of it. What is abstract
 * "cannot be selected directly as a proper value"
 * (https://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.expansion.contains.abstract).
 */
export function storedExpansion(valueSet: JsonObject): ListedSystems | undefined {
  const expansion = valueSet['expansion'];
  if (!isObject(expansion)) return undefined;
  const bySystem = new Map<string, Map<string, ListedConcept>>();
  let count = 0;
  const waiting: JsonValue[] = [expansion['contains'] ?? []];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of Array.isArray(next) ? (next as readonly JsonValue[]) : []) {
      if (!isObject(entry)) continue;
      count++;
      const { system, code, display, contains } = entry;
      if (contains !== undefined) waiting.push(contains);
      if (typeof system !== 'string' || typeof code !== 'string' || entry['abstract'] === true) continue;
      const listed = { ...(typeof display === 'string' && { display }), designations: [] };
      const codes = bySystem.get(system);
      if (codes === undefined) bySystem.set(system, new Map([[code, listed]]));
      else codes.set(code, listed);
    }
  }
  const total = expansion['total'];
  return typeof total === 'number' && total > count ? undefined : bySystem;
}
