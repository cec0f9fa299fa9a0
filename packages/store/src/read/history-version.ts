import type { StoredVersion, VersionRow } from './stored-version.js';
import { versionPage } from './version-page.js';

/** A version in a history. */
export type HistoryVersion = StoredVersion & {
  /** Whether there was no resource before, or a deleted one: what an update was answered with 201 for. */
  readonly created: boolean;
};

/** Which versions (https://hl7.org/fhir/R4/http.html#history). */
export interface HistoryOptions {
  /** Versions on a page. */
  readonly count: number;
  /** The `next` of the page before, asked for with the same `since` and `at`. */
  readonly cursor?: string;
  /** Only versions made at this moment or after. */
  readonly since?: Date;
  /** Only versions that were current at some time in [low, high). */
  readonly at?: { readonly low: Date; readonly high: Date };
}

/** A page of a history, newest first. */
export interface HistoryPage {
  readonly versions: readonly HistoryVersion[];
  /** How many versions there are on all pages; of one resource only, others are not counted. */
  readonly total?: number;
  /** Goes into the `cursor` of the next page; absent on the last. */
  readonly next?: string;
  /** The place after each of the versions, as a `cursor`. */
  readonly place: (version: StoredVersion) => string;
}

/** The most versions one page may have, whatever is asked for. */
const LARGEST_PAGE = 1000;

/** How many versions a page has. */
export function pageSize({ count }: HistoryOptions): number {
  return Math.min(Math.max(Math.floor(count), 0), LARGEST_PAGE);
}

/** What a page link belongs to: the same history, bounded in the same way. */
export function historyList(of: readonly string[], { since, at }: HistoryOptions): string {
  return JSON.stringify(['history', ...of, since?.getTime(), at?.low.getTime(), at?.high.getTime()]);
}

/** A row of {@link createdColumn} and `versionColumns`. */
export interface HistoryRow extends VersionRow {
  readonly created: boolean;
}

/** Whether the version of the alias `v` made the resource: the first does, and the one after a delete. */
export function createdColumn(schema: string): string {
  return `(v.method = 1 OR v.version = 1 OR v.method = 2 AND EXISTS (
      SELECT FROM ${schema}.superseded before
      JOIN ${schema}.version p ON p.vid = before.vid AND p.part = before.part AND p.method = 3
      WHERE before.id = v.id AND before.type = v.type AND before.version = v.version - 1)) AS created`;
}

/** What a page has room for. */
export function historyPage(
  rows: readonly HistoryRow[],
  count: number,
): { readonly versions: readonly HistoryVersion[]; readonly more: boolean } {
  const { versions, more } = versionPage(rows, count);
  return { versions: versions.map((version, at) => ({ ...version, created: rows[at]!.created })), more };
}
