import type { SearchQuery } from '@wellspring/fhir';
import { search } from '../../search/search.js';
import type { StoredVersion } from '../stored-version.js';
import { placedColumns, type PatientMembers, type PlacedRow } from './patient-members.js';
import { keptRows } from './kept-rows.js';
import type { SnapshotResource, SnapshotSession } from './snapshot-session.js';
import type { VidRange } from './vid-range.js';

/** What one of the searches finds, each once, newest first, of those versions that are within. */
export async function* searchedVersions(
  session: SnapshotSession,
  type: string,
  queries: readonly SearchQuery[],
  { from, to }: VidRange,
  members: PatientMembers | undefined,
): AsyncGenerator<readonly SnapshotResource[]> {
  const pages = queries.map((query) => searchPages(session, query));
  for await (const found of union(pages)) {
    const within = found.filter(({ vid }) => vid >= from && vid < to);
    const kept = members === undefined ? within : await inCompartments(session, type, within, members);
    const resources = kept.filter((version): version is SnapshotResource => version.body !== undefined);
    if (resources.length > 0) yield resources;
  }
}

async function* searchPages(
  { store, check }: SnapshotSession,
  query: SearchQuery,
): AsyncGenerator<readonly StoredVersion[]> {
  let cursor: string | undefined;
  do {
    check();
    const page = await search(store, { ...query, ...(cursor !== undefined && { cursor }) });
    if (page.matches.length > 0) yield page.matches;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** The pages of several searches as one list, newest first: where they are in step, doubles stand together. */
export async function* union(
  searches: readonly AsyncGenerator<readonly StoredVersion[]>[],
): AsyncGenerator<readonly StoredVersion[]> {
  const heads: {
    rest: readonly StoredVersion[];
    readonly pages: AsyncGenerator<readonly StoredVersion[]>;
  }[] = [];
  for (const pages of searches) {
    const first = await pages.next();
    if (first.done !== true) heads.push({ rest: first.value, pages });
  }
  while (heads.length > 0) {
    // All that is newer than the end of the page that ends first is there; the rest may have doubles to come.
    const end = heads
      .map(({ rest }) => rest.at(-1)!.vid)
      .reduce((left, right) => (left > right ? left : right));
    const whole = new Map<bigint, StoredVersion>();
    for (const head of heads) {
      for (const version of head.rest) if (version.vid >= end) whole.set(version.vid, version);
      head.rest = head.rest.filter(({ vid }) => vid < end);
    }
    yield [...whole.values()].sort((left, right) => (left.vid > right.vid ? -1 : 1));
    for (const head of heads.filter(({ rest }) => rest.length === 0)) {
      const next = await head.pages.next();
      if (next.done === true) heads.splice(heads.indexOf(head), 1);
      else head.rest = next.value;
    }
  }
}

async function inCompartments(
  session: SnapshotSession,
  type: string,
  versions: readonly StoredVersion[],
  members: PatientMembers,
): Promise<readonly StoredVersion[]> {
  const rows = await session.query<PlacedRow>({
    text: `SELECT ${placedColumns} FROM ${session.store.schema}.version v WHERE v.vid = ANY ($1::bigint[])`,
    values: [versions.map(({ vid }) => vid)],
  });
  const kept = new Set((await keptRows(session, type, rows, members)).map(({ vid }) => vid));
  return versions.filter(({ vid }) => kept.has(vid));
}
