import type { ChangesOptions, ChangesPage, DataStore } from '@wellspring/store';
import { storableTypes } from '../routing/storable-types.js';
import type { Permissions } from './permissions.js';
import type { SeenVersions } from './seen-versions.js';

/** How long one call goes through changes that are not seen, in ms, where it is not to wait; the next goes on. */
const LOOK_MS = 2_000;

/**
 * A page of the changes that are seen, each judged by what it says itself, a deletion by the version before. Others
 * neither end the waiting nor show in the places.
 */
export async function restrictedChanges(
  store: Pick<DataStore, 'changes' | 'hidePlace' | 'showPlace'>,
  permissions: Permissions,
  { sees }: SeenVersions,
  options: ChangesOptions,
): Promise<ChangesPage> {
  const { since, waitMs = 0, signal } = options;
  const types = (options.types ?? storableTypes()).filter(
    (type) => permissions.right(type, ['s']) !== 'none',
  );
  const started = performance.now();
  let at = since === undefined || since === 'now' ? since : store.showPlace(since);
  for (;;) {
    const left = Math.max(waitMs - (performance.now() - started), 0);
    const page: ChangesPage = await store.changes({
      ...options,
      types,
      waitMs: left,
      ...(at !== undefined && { since: at }),
    });
    const seen: number[] = [];
    for (const [index, change] of page.changes.entries()) if (await sees(change, 's')) seen.push(index);
    const isPast = performance.now() - started >= Math.max(waitMs, page.changes.length > 0 ? LOOK_MS : 0);
    if (seen.length > 0 || since === 'now' || isPast || signal?.aborted === true)
      return {
        changes: seen.map((index) => page.changes[index]!),
        places: seen.map((index) => store.hidePlace(page.places[index]!)),
        next: store.hidePlace(page.next),
      };
    at = page.next;
  }
}
