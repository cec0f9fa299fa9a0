import type { ChangesOptions, ChangesPage, DataStore, HistoryVersion } from '@wellspring/store';
import { storableTypes } from '../routing/storable-types.js';
import type { Permissions } from './permissions.js';
import type { SeenVersions } from './seen-versions.js';

/** Changes that are read at a time, at least and at most: many of them may not be seen. */
const leastRead = 100;
const mostRead = 1_000;
/** How long one call goes through changes that are not seen, in ms, where it is not to wait; the next goes on. */
const LOOK_MS = 2_000;

/**
 * A page of the changes that are seen, each judged by what it says itself, a deletion by the version before. Others
 * neither end the waiting nor show in the places, nor take up room on the page: a page that is not full says that there
 * are no more.
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
  const most = Math.min(options.count, mostRead);
  const count = Math.max(most, leastRead);
  const started = performance.now();
  const found: { readonly change: HistoryVersion; readonly place: string }[] = [];
  const pageUpTo = (next: string): ChangesPage => ({
    changes: found.map(({ change }) => change),
    places: found.map(({ place }) => store.hidePlace(place)),
    next: store.hidePlace(next),
  });
  let at = since === undefined || since === 'now' ? since : store.showPlace(since);
  for (;;) {
    const left = found.length > 0 ? 0 : Math.max(waitMs - (performance.now() - started), 0);
    const read: ChangesPage = await store.changes({
      ...options,
      types,
      count,
      waitMs: left,
      ...(at !== undefined && { since: at }),
    });
    for (const [index, change] of read.changes.entries()) {
      if (!(await sees(change, 's'))) continue;
      const place = read.places[index]!;
      found.push({ change, place });
      if (found.length === most) return pageUpTo(place);
    }
    const isEnd = found.length > 0 && read.changes.length < count;
    const patience = found.length > 0 ? LOOK_MS : Math.max(waitMs, read.changes.length > 0 ? LOOK_MS : 0);
    const isPast = performance.now() - started >= patience;
    if (isEnd || since === 'now' || isPast || signal?.aborted === true) return pageUpTo(read.next);
    at = read.next;
  }
}
