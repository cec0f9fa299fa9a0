import { WellspringError } from '@wellspring/errors';
import type { Members } from './shapes.js';

/** What a list was asked for. */
export interface Paging {
  readonly Marker: string | undefined;
  readonly MaxItems: number | undefined;
}

const usual = 100;

export function pageSize({ MaxItems }: Paging): number {
  return MaxItems ?? usual;
}

/**
 * The key that the page before ended with; empty for the first page. A marker only says where to go on, so one that
 * somebody made up shows nothing that another would not.
 *
 * @throws WellspringError `iam-validation-error`
 */
export function pageAfter({ Marker }: Paging): string {
  if (Marker === undefined) return '';
  const key = Buffer.from(Marker, 'base64url');
  const text = key.toString('utf8');
  if (key.toString('base64url') !== Marker || text.includes('\0') || text.includes('\ufffd'))
    throw new WellspringError('iam-validation-error', `Invalid Marker: ${Marker.slice(0, 128)}`);
  return text;
}

/** A page of what was read with one more than it holds, and what its answer says of it. */
export function pageOf<Item>(
  paging: Paging,
  items: readonly Item[],
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly members: Members } {
  const size = pageSize(paging);
  if (items.length <= size) return { items, members: { IsTruncated: false } };
  const page = items.slice(0, size);
  const marker = Buffer.from(keyOf(page.at(-1)!)).toString('base64url');
  return { items: page, members: { IsTruncated: true, Marker: marker } };
}

/** The same for a list that is short enough to be read whole, in any order. */
export function pageOfAll<Item>(
  paging: Paging,
  all: readonly Item[],
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly members: Members } {
  const after = pageAfter(paging);
  const rest = all
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
  return pageOf(paging, rest, keyOf);
}
