import {
  canReferTo,
  type Condition,
  type Include,
  type ParameterCondition,
  type SearchParameters,
  type TypeSearch,
} from '@wellspring/fhir';
import type { ResourceKey } from '@wellspring/store';
import { keyText } from './resource-key.js';

/** A search for what refers to some resources. */
export interface ReverseSearch {
  /** One for each type that may refer to them. */
  readonly searches: readonly TypeSearch[];
  /** How many references it looks for. */
  readonly lookUps: number;
}

/** References that one search looks for: as many as an OR of values has to be able to have. */
const mostLookUps = 5_000;

/**
 * The searches that find what refers to resources, by all includes together: one, unless there are very many
 * resources.
 *
 * @param includes reverse ones
 */
export function reverseSearches(
  from: readonly ResourceKey[],
  includes: readonly Include[],
  parameters: SearchParameters,
): readonly ReverseSearch[] {
  const params = includes.reduce((sum, include) => sum + include.params.length, 0);
  const chunk = Math.max(1, Math.floor(mostLookUps / Math.max(1, params)));
  const all: ReverseSearch[] = [];
  for (let at = 0; at < from.length; at += chunk) {
    const one = reverseSearch(from.slice(at, at + chunk), includes, parameters);
    if (one.searches.length > 0) all.push(one);
  }
  return all;
}

/** Whether resources of these types may be referred to by an include at all. */
export function mayBeReferredTo(
  from: readonly ResourceKey[],
  includes: readonly Include[],
  parameters: SearchParameters,
): boolean {
  const types = [...new Set(from.map(({ type }) => type))];
  return includes.some((include) =>
    include.params.some((param) => types.some((type) => mayReferTo(include, param, type, parameters))),
  );
}

function mayReferTo(
  { source, target }: Include,
  param: string,
  type: string,
  parameters: SearchParameters,
): boolean {
  return (target === undefined || type === target) && canReferTo(source, param, type, parameters);
}

function reverseSearch(
  from: readonly ResourceKey[],
  includes: readonly Include[],
  parameters: SearchParameters,
): ReverseSearch {
  const byType = new Map<string, string[]>();
  for (const key of from) {
    const keys = byType.get(key.type);
    if (keys === undefined) byType.set(key.type, [keyText(key)]);
    else keys.push(keyText(key));
  }
  const bySource = new Map<string, Map<string, Set<string>>>();
  for (const include of includes) {
    for (const param of include.params) {
      for (const [type, keys] of byType) {
        if (!mayReferTo(include, param, type, parameters)) continue;
        const params = bySource.get(include.source) ?? new Map<string, Set<string>>();
        bySource.set(include.source, params);
        const targets = params.get(param) ?? new Set();
        params.set(param, targets);
        for (const key of keys) targets.add(key);
      }
    }
  }
  let lookUps = 0;
  const searches = [...bySource].map(([type, params]): TypeSearch => {
    const conditions = [...params].map(([param, targets]): ParameterCondition => {
      lookUps += targets.size;
      return { kind: 'parameter', param, anyOf: [{ kind: 'reference', targets: [...targets] }] };
    });
    return { type, conditions: [anyOf(conditions)] };
  });
  return { searches, lookUps };
}

function anyOf(conditions: readonly ParameterCondition[]): Condition {
  const [only] = conditions;
  return only !== undefined && conditions.length === 1 ? only : { kind: 'either', conditions };
}
