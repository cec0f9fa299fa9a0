import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { CodeSet } from './code-set.js';

/**
 * The codes of ValueSet.expansion, or undefined where there is none, or only a page of it. What is abstract
 * "cannot be selected directly as a proper value"
 * (https://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.expansion.contains.abstract).
 */
export function storedExpansion(valueSet: JsonObject): CodeSet | undefined {
  const expansion = valueSet['expansion'];
  if (!isObject(expansion)) return undefined;
  const bySystem = new Map<string, Set<string>>();
  let count = 0;
  const waiting: JsonValue[] = [expansion['contains'] ?? []];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of Array.isArray(next) ? (next as readonly JsonValue[]) : []) {
      if (!isObject(entry)) continue;
      count++;
      const { system, code, contains } = entry;
      if (contains !== undefined) waiting.push(contains);
      if (typeof system !== 'string' || typeof code !== 'string' || entry['abstract'] === true) continue;
      const codes = bySystem.get(system);
      if (codes === undefined) bySystem.set(system, new Set([code]));
      else codes.add(code);
    }
  }
  const total = expansion['total'];
  if (typeof total === 'number' && total > count) return undefined;
  return new Map([...bySystem].map(([system, codes]) => [system, { isListed: true, codes }]));
}
