import type { TagTable } from './tag-table.js';

/** Condition keys `aws:ResourceTag/{key}` with their values, as policies ask for them. */
export type TagKeys = Readonly<Record<string, string>>;

/**
 * The tags of data stores as policies see them. Every request asks, so they are kept in memory: for a second, and in
 * the process that changes them no longer than that.
 */
export interface ResourceTags {
  /** None for a data store that is not there. */
  conditionKeys(dataStoreId: string): Promise<TagKeys>;
  /** Has the tags read again: they were changed. */
  forget(dataStoreId: string): void;
}

const BELIEVED_MS = 900;
/** Data stores whose tags are kept, those of ids that nobody has among them. */
const MOST = 1_000;
const none: TagKeys = Object.freeze({});

/** @param now milliseconds of a clock that never goes back */
export function createResourceTags(
  table: Pick<TagTable, 'list'>,
  now: () => number = () => performance.now(),
): ResourceTags {
  // The one that was read longest ago stands first.
  const kept = new Map<string, { readonly at: number; readonly keys: Promise<TagKeys> }>();

  async function read(dataStoreId: string): Promise<TagKeys> {
    const tags = await table.list(dataStoreId);
    if (tags.length === 0) return none;
    return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]));
  }

  return {
    conditionKeys(dataStoreId) {
      if (!/^[0-9a-f]{32}$/.test(dataStoreId)) return Promise.resolve(none);
      const known = kept.get(dataStoreId);
      if (known !== undefined && now() - known.at < BELIEVED_MS) return known.keys;
      const entry = { at: now(), keys: read(dataStoreId) };
      kept.delete(dataStoreId);
      kept.set(dataStoreId, entry);
      if (kept.size > MOST) kept.delete(kept.keys().next().value!);
      // What failed is asked for again; whoever waits for it is told.
      entry.keys.catch(() => {
        if (kept.get(dataStoreId) === entry) kept.delete(dataStoreId);
      });
      return entry.keys;
    },
    forget(dataStoreId) {
      // A reading that is under way may have begun before the change: nobody who comes now waits for it.
      kept.delete(dataStoreId);
    },
  };
}

/** A table of tags whose changes policies see at once in this process. */
export function watchedTagTable(table: TagTable, resourceTags: Pick<ResourceTags, 'forget'>): TagTable {
  // Also where a change failed: it may have been carried out.
  const changed = async (dataStoreId: string, change: Promise<void>): Promise<void> => {
    try {
      await change;
    } finally {
      resourceTags.forget(dataStoreId);
    }
  };
  return {
    list: (dataStoreId) => table.list(dataStoreId),
    put: (dataStoreId, tags) => changed(dataStoreId, table.put(dataStoreId, tags)),
    remove: (dataStoreId, keys) => changed(dataStoreId, table.remove(dataStoreId, keys)),
    removeAll: (dataStoreId) => changed(dataStoreId, table.removeAll(dataStoreId)),
  };
}
