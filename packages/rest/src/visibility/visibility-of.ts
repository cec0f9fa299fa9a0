import type { Grant } from '@wellspring/smart';
import type { DataStore } from '@wellspring/store';
import { permissionsOf, type Permissions } from './permissions.js';
import { visibleStore } from './visible-store.js';

/** A data store as it is seen by who came with a grant. */
export interface Visibility {
  /** What there is for them. */
  readonly seen: DataStore;
  /** Undefined: they came without one, signed, and see everything. */
  readonly permissions: Permissions | undefined;
}

/**
 * What a request sees of a data store.
 *
 * @param grant what its token gave; undefined: it was signed
 * @param base what the addresses of the data store begin with
 */
export async function visibilityOf(
  grant: Grant | undefined,
  store: DataStore,
  base: string,
): Promise<Visibility> {
  if (grant === undefined) return { seen: store, permissions: undefined };
  const permissions = await permissionsOf(grant, store, base);
  return { seen: visibleStore(store, permissions), permissions };
}
