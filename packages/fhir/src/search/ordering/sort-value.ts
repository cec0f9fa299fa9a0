import type { IndexValue } from '../index-value.js';
import { indexedText } from '../indexed-text.js';
import type { SortKey } from '../search-query.js';

/** What a resource is sorted by: times and numbers as numbers, everything else as text. */
export type SortValue = number | string;

/** What is known of a resource that is to be sorted. */
export interface SortedResource {
  readonly type: string;
  readonly id: string;
  /** Microseconds since 1970 UTC. */
  readonly lastUpdated: number;
  /** What `extractIndexValues` gave for it. */
  readonly values: readonly IndexValue[];
}

/** The place of one value in an order; undefined for what no order is made of. */
function placeOf(value: IndexValue): SortValue | undefined {
  switch (value.kind) {
    case 'date':
    case 'number':
    case 'quantity':
      return value.low;
    case 'string':
      // The later words of a family name are found by, not sorted by.
      return value.text === undefined ? undefined : indexedText(value.value);
    case 'token':
      return value.code ?? value.system;
    case 'reference':
    case 'inside':
      return value.target;
    case 'uri':
      return value.value;
    case 'text':
    case 'identifier-type':
    case 'identifier':
    case 'near':
    case 'present':
    case 'composite':
      return undefined;
    default:
      return value satisfies never;
  }
}

/**
 * Texts by their code points, which is the order of their UTF-8 and of PostgreSQL's collation "C"; numbers by
 * size, and before texts. Negative, 0 or positive.
 */
export function compareAscending(a: SortValue, b: SortValue): number {
  if (typeof a === 'number') return typeof b === 'number' ? Math.sign(a - b) || 0 : -1;
  if (typeof b === 'number') return 1;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for the code points above all others, but not above all other UTF-16 units. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * What a resource is sorted by for one key: of several values "the item which comes earliest in the specified sort
 * order". Undefined where it has no value.
 * @see https://hl7.org/fhir/R4/search.html#sort
 */
export function sortValueOf({ param, direction }: SortKey, resource: SortedResource): SortValue | undefined {
  if (param === '_id') return resource.id;
  if (param === '_lastUpdated') return resource.lastUpdated;
  let earliest: SortValue | undefined;
  for (const value of resource.values) {
    if (value.param !== param) continue;
    const place = placeOf(value);
    if (place === undefined) continue;
    if (earliest === undefined) {
      earliest = place;
      continue;
    }
    const compared = compareAscending(place, earliest);
    if (direction === 'ascending' ? compared < 0 : compared > 0) earliest = place;
  }
  return earliest;
}

/**
 * Compares what two resources are sorted by for one key, as `Array.sort` has it. Without a value comes last when
 * ascending, first when descending.
 */
export function compareSortValues(
  { direction }: SortKey,
  a: SortValue | undefined,
  b: SortValue | undefined,
): number {
  const compared =
    a === undefined || b === undefined
      ? Number(a === undefined) - Number(b === undefined)
      : compareAscending(a, b);
  return direction === 'ascending' || compared === 0 ? compared : -compared;
}
