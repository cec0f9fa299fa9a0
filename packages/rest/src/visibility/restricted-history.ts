import type { DataStore, HistoryOptions, HistoryPage, HistoryVersion } from '@wellspring/store';
import type { SeenVersions } from './seen-versions.js';

/** Versions that are read at a time, at least and at most: many of them may not be seen. */
const leastRead = 100;
const mostRead = 1_000;
/** How long one page looks for versions that are seen, in ms; the next goes on from there. */
const LOOK_MS = 2_000;
/** Versions of one resource that are gone through to count those that are seen. */
const mostCounted = 5_000;

type Read = (options: HistoryOptions) => Promise<HistoryPage | undefined>;
type Sees = (version: HistoryVersion) => Promise<boolean>;

/**
 * The history of a resource with the versions that are seen, each judged by what it says itself: as if there were no
 * others. Undefined where there is none.
 */
export async function restrictedHistory(
  store: DataStore,
  { sees }: SeenVersions,
  type: string,
  id: string,
  options: HistoryOptions,
): Promise<HistoryPage | undefined> {
  const read: Read = (each) => store.history(type, id, each);
  const isSeen: Sees = (version) => sees(version, 'r');
  const { count: asked, cursor, ...bounds } = options;
  const counted = await seenCount(read, bounds, isSeen);
  if (counted === undefined) return undefined;
  // Nothing in the time that was asked for: there may be something at another.
  if (counted.seen === 0 && ((await seenCount(read, {}, isSeen))?.seen ?? 0) === 0) return undefined;
  const page = await seenPage(
    store,
    read,
    { ...bounds, count: asked, ...(cursor !== undefined && { cursor }) },
    isSeen,
  );
  return { ...page, ...(counted.isAll && { total: counted.seen }) };
}

/** The history of a type, or of everything, likewise. */
export async function restrictedHistoryOfMany(
  store: DataStore,
  { sees }: SeenVersions,
  type: string | undefined,
  options: HistoryOptions,
): Promise<HistoryPage> {
  return seenPage(
    store,
    (each) => store.historyOfMany(type, each),
    options,
    (version) => sees(version, 's'),
  );
}

async function seenPage(
  store: Pick<DataStore, 'hidePlace' | 'showPlace'>,
  read: Read,
  { count, cursor, ...bounds }: HistoryOptions,
  isSeen: Sees,
): Promise<HistoryPage> {
  const until = performance.now() + LOOK_MS;
  const found: HistoryVersion[] = [];
  const most = Math.min(count, mostRead);
  let place: HistoryPage['place'] = () => {
    throw new TypeError('There is no place before a page was read');
  };
  const page = (next: string | undefined): HistoryPage => ({
    versions: found,
    ...(next !== undefined && { next: store.hidePlace(next) }),
    place: (version) => store.hidePlace(place(version)),
  });
  if (most < 1) return page(undefined);
  let at = cursor === undefined ? undefined : store.showPlace(cursor);
  for (;;) {
    const wanted = Math.min(Math.max(most + 1 - found.length, leastRead), mostRead);
    const some = await read({ ...bounds, count: wanted, ...(at !== undefined && { cursor: at }) });
    if (some === undefined) return page(undefined);
    ({ place } = some);
    for (const version of some.versions) {
      if (!(await isSeen(version))) continue;
      const last = found.at(-1);
      if (found.length === most && last !== undefined) return page(place(last));
      found.push(version);
    }
    if (some.next === undefined) return page(undefined);
    if (performance.now() > until) return page(some.next);
    at = some.next;
  }
}

/** How many versions are seen, if they can be counted; undefined where there is no such resource. */
async function seenCount(
  read: Read,
  bounds: Omit<HistoryOptions, 'count' | 'cursor'>,
  isSeen: Sees,
): Promise<{ readonly seen: number; readonly isAll: boolean } | undefined> {
  let seen = 0;
  let looked = 0;
  let cursor: string | undefined;
  do {
    const page = await read({ ...bounds, count: mostRead, ...(cursor !== undefined && { cursor }) });
    if (page === undefined) return undefined;
    for (const version of page.versions) if (await isSeen(version)) seen++;
    looked += page.versions.length;
    cursor = page.next;
  } while (cursor !== undefined && looked < mostCounted);
  return { seen, isAll: cursor === undefined };
}
