import type { VersionRow } from '../read/stored-version.js';

/** How rows of versions stand to one another. */
export interface Standing {
  /** Whether that can be told of rows with bodies only; what a page of a shard had no room for has none. */
  readonly needsBody: boolean;
  readonly before: (left: VersionRow, right: VersionRow) => boolean;
}

/**
 * The first rows of several lists, each of which is in order and goes on to `limit` rows or to its end. Where the next
 * row of a list has no body, and is needed to tell, the page ends with that row: it says that there is more.
 */
export function mergeRows(
  lists: readonly (readonly VersionRow[])[],
  limit: number,
  { needsBody, before }: Standing,
): readonly VersionRow[] {
  const places = new Array<number>(lists.length).fill(0);
  const merged: VersionRow[] = [];
  while (merged.length < limit) {
    let next: number | undefined;
    for (const [list, place] of places.entries()) {
      const row = lists[list]![place];
      if (row === undefined) continue;
      if (needsBody && row.body === null) return [...merged, row];
      if (next === undefined || before(row, lists[next]![places[next]!]!)) next = list;
    }
    if (next === undefined) break;
    merged.push(lists[next]![places[next]!]!);
    places[next]! += 1;
  }
  return merged;
}
