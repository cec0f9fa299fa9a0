import { isOwnKey, parameterKey } from './parameter-key.js';
import type { SearchParameter } from './search-parameter.js';
import { searchParameters } from './search-parameters.js';

/**
 * The search parameters that a data store has: those of R4, and its own. It never changes, so that what is worked
 * out from it is kept by its identity.
 */
export interface SearchParameters {
  /** Those that a search of a type may name, by their names; R4's first. Empty for what is no resource type. */
  of(type: string): ReadonlyMap<string, SearchParameter>;
  /** One by its key ({@link parameterKey}), be it that searches may not name it (any more). */
  keyed(type: string, key: string): SearchParameter | undefined;
  /** The data store's own ones that take values from resources of a type. */
  own(type: string): readonly SearchParameter[];
  /** Whether a name is one that is still being indexed, so that searches may not name it yet. */
  isBeingIndexed(type: string, name: string): boolean;
}

/** A search parameter of a data store, for one resource type. */
export interface OwnParameter {
  readonly type: string;
  /** With a key of its own. */
  readonly parameter: SearchParameter;
  /**
   * `answered`: searches may name it. `being-indexed`: values are taken from what is written, what was there before
   * may lack them. `being-removed`: no search may name it, and there may be values of it.
   */
  readonly state: 'answered' | 'being-indexed' | 'being-removed';
}

const noneOwn: readonly SearchParameter[] = [];

/** The search parameters of R4 alone, which every data store has. */
export const r4Parameters: SearchParameters = {
  of: searchParameters,
  keyed: (type, key) => searchParameters(type).get(key),
  own: () => noneOwn,
  isBeingIndexed: () => false,
};

/**
 * R4's search parameters and others. Of two with one name R4's is answered, and of two own ones the first.
 * @example
 * const parameters = createSearchParameters([{ type: 'Patient', parameter, state: 'answered' }]);
 * parameters.of('Patient').get('eye-colour'); // parameter
 */
export function createSearchParameters(own: readonly OwnParameter[]): SearchParameters {
  if (own.length === 0) return r4Parameters;
  const byType = new Map<string, OwnParameter[]>();
  for (const each of own) {
    const list = byType.get(each.type);
    if (list === undefined) byType.set(each.type, [each]);
    else list.push(each);
  }
  const named = new Map<string, ReadonlyMap<string, SearchParameter>>();
  const keyed = new Map<string, ReadonlyMap<string, SearchParameter>>();
  const parameters = new Map<string, readonly SearchParameter[]>();
  for (const [type, list] of byType) {
    const names = new Map(searchParameters(type));
    for (const { parameter, state } of list)
      if (state === 'answered' && !names.has(parameter.name)) names.set(parameter.name, parameter);
    named.set(type, names);
    parameters.set(
      type,
      list.map(({ parameter }) => parameter),
    );
    keyed.set(type, new Map(list.map(({ parameter }) => [parameterKey(parameter), parameter])));
  }
  return {
    of: (type) => named.get(type) ?? searchParameters(type),
    keyed: (type, key) => (isOwnKey(key) ? keyed.get(type)?.get(key) : searchParameters(type).get(key)),
    own: (type) => parameters.get(type) ?? noneOwn,
    isBeingIndexed: (type, name) =>
      byType
        .get(type)
        ?.some(({ parameter, state }) => parameter.name === name && state === 'being-indexed') ?? false,
  };
}
