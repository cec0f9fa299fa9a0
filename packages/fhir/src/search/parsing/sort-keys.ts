import { parameterKey } from '../parameter-key.js';
import type { SearchParameters } from '../parameter-set.js';
import type { SortKey } from '../search-query.js';
import type { OrFault } from './fault.js';
import { listed, quoted } from './quoted.js';

/** Each is one more comparison for every pair of matches. */
const maxKeys = 10;

/** Why resources of these types cannot be ordered by a parameter; undefined where they can. */
function obstacle(param: string, types: readonly string[], parameters: SearchParameters): string | undefined {
  if (param === '') return 'has nothing before, between or after its commas';
  if (param === '_score') return 'names "_score", which is not supported: matches are not weighed';
  const without = types.filter((type) => !parameters.of(type).has(param));
  if (without.length > 0) {
    return `names ${quoted(param)}, which is no search parameter of ${listed(without)}`;
  }
  const kinds = [...new Set(types.map((type) => parameters.of(type).get(param)!.type))];
  if (kinds.length > 1) {
    return `names "${param}", which is of different types (${kinds.join(', ')}) for the resources searched`;
  }
  if (kinds[0] === 'composite' || kinds[0] === 'special') {
    return `names "${param}", which is of the type ${kinds[0]} and has no order`;
  }
  return undefined;
}

/**
 * Reads `_sort`: search parameters of every type that is searched, a minus before those that are to
 * descend (https://hl7.org/fhir/R4/search.html#sort).
 */
export function readSort(
  value: string,
  types: readonly string[],
  parameters: SearchParameters,
): OrFault<readonly SortKey[]> {
  const names = value.split(',');
  if (names.length > maxKeys) return { fault: `names more than ${maxKeys} search parameters` };
  const keys: SortKey[] = [];
  for (const name of names) {
    const descends = name.startsWith('-');
    const param = descends ? name.slice(1) : name;
    const fault = obstacle(param, types, parameters);
    if (fault !== undefined) return { fault };
    const [key, ...others] = new Set(types.map((type) => parameterKey(parameters.of(type).get(param)!)));
    if (key === undefined || others.length > 0)
      return { fault: `names "${param}", which is not one search parameter of all the resources searched` };
    keys.push({ param: key, direction: descends ? 'descending' : 'ascending' });
  }
  return keys;
}

/**
 * The keys of a repeated `_sort` are inner ones of those before: "can repeat for inner sort orders"
 * (https://hl7.org/fhir/R4/search.html#table).
 */
export function withInnerKeys(
  outer: readonly SortKey[] | undefined,
  inner: readonly SortKey[] | undefined,
): readonly SortKey[] {
  return [...(outer ?? []), ...(inner ?? [])];
}

/** What is wrong with the keys of all `_sort` together; undefined where nothing is. */
export function faultOfKeys(keys: readonly SortKey[]): string | undefined {
  if (keys.length > maxKeys) return `names more than ${maxKeys} search parameters`;
  const twice = keys.find(({ param }, index) => keys.findIndex((key) => key.param === param) < index);
  return twice && `names "${twice.param}" twice`;
}
