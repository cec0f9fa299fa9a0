import type { SearchParameter } from './search-parameter.js';

/**
 * Works something out for each parameter of a resource type once, and keeps it as long as the parameter is there:
 * R4's for good, those of a data store as long as it has them.
 */
export function perParameter<T>(
  work: (type: string, parameter: SearchParameter) => T,
): (type: string, parameter: SearchParameter) => T {
  const known = new WeakMap<SearchParameter, Map<string, T>>();
  return (type, parameter) => {
    let byType = known.get(parameter);
    if (byType === undefined) known.set(parameter, (byType = new Map<string, T>()));
    if (byType.has(type)) return byType.get(type)!;
    const found = work(type, parameter);
    byType.set(type, found);
    return found;
  };
}
