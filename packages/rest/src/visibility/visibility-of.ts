import type { Awaitable } from '@wellspring/http';
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
export function visibilityOf(
  grant: Grant | undefined,
  store: DataStore,
  base: string,
): Awaitable<Visibility> {
  return grant === undefined ? { seen: store, permissions: undefined } : visibleTo(grant, store, base);
}

async function visibleTo(grant: Grant, store: DataStore, base: string): Promise<Visibility> {
  const permissions = await permissionsOf(grant, store, base);
  return { seen: visibleStore(store, permissions), permissions };
}
