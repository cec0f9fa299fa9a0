import { isResourceId, localTarget } from '@wellspring/fhir';
import type { ResourceKey } from '@wellspring/store';
import { isStorableType } from '../routing/storable-types.js';

/** A key as references write it. */
export function keyText({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}

/**
 * The resource of a data store that a reference leads to, its version left out. Undefined for what is contained,
 * lies elsewhere, or is no address of a resource.
 *
 * @param storeId absolute references to this data store are its own, whatever the host
 * @example localKey('Patient/1/_history/2', store.id) // { type: 'Patient', id: '1' }
 */
export function localKey(target: string, storeId: string): ResourceKey | undefined {
  const [type = '', id = '', history, version, ...more] = localTarget(target, storeId).split('/');
  const isVersion = history === undefined || (history === '_history' && version !== undefined);
  return isVersion && more.length === 0 && isStorableType(type) && isResourceId(id)
    ? { type, id }
    : undefined;
}
