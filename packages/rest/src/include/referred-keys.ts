import { referenceTargets, type Include, type JsonObject, type SearchParameters } from '@wellspring/fhir';
import type { ResourceKey, StoredVersion } from '@wellspring/store';
import { localKey } from './resource-key.js';

/**
 * The resources of this data store that resources refer to, by each of the includes in turn; one may be there
 * several times. What lies elsewhere, is contained, or is referred to by identifier or canonical URL alone is
 * not among them. Each resource is parsed once, whatever the number of includes: that is most of the work.
 *
 * @param includes forward ones
 * @param parameters by which the includes were read
 * @param storeId absolute references to this data store are its own, whatever the host
 */
export function referredKeys(
  from: readonly StoredVersion[],
  includes: readonly Include[],
  storeId: string,
  parameters: SearchParameters,
): readonly ResourceKey[] {
  const lists = includes.map((include) => ({ include, keys: [] as ResourceKey[] }));
  for (const { type, body } of from) {
    const own = lists.filter(({ include }) => include.source === type);
    if (own.length === 0 || body === undefined) continue;
    const tree = JSON.parse(body.toString('utf8')) as JsonObject;
    for (const { include, keys } of own) {
      for (const param of include.params) {
        for (const target of referenceTargets(type, param, tree, parameters)) {
          const key = localKey(target, storeId);
          if (key !== undefined && (include.target ?? key.type) === key.type) keys.push(key);
        }
      }
    }
  }
  return lists.flatMap(({ keys }) => keys);
}
