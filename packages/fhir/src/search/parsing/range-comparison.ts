import type { EdgeComparison, RangeComparison } from '../criterion.js';
import type { DateInterval } from '../date-interval.js';
import type { ImpreciseNumber } from './implicit-precision.js';
import type { Prefix } from './prefix.js';

/*
 * What a prefix asks of the interval stored for a resource, by the table in
 * https://hl7.org/fhir/R4/search.html#prefix:
 *
 *   eq  the range of the search value contains the stored one         ne  it does not
 *   gt  the range above the search value overlaps with the stored one  lt  the range below it does
 *   ge  likewise, or eq                                                le  likewise, or eq
 *   sa  the stored range lies above the search value                   eb  it lies below
 *   ap  the two overlap, the search value being widened by a tenth
 *
 * "Above" begins, for gt, at the search value's end: what is greater than a day is after that day.
 * For ge it begins at its start, so that a Period which reaches into the day is found; le is its
 * mirror image. Each but ne is then at most one comparison an edge.
 */

const tenth = 0.1;

function edge(which: EdgeComparison['edge'], operator: EdgeComparison['operator'], value: number) {
  return { edge: which, operator, value };
}

/** For intervals [low, high) of time. `now` is what `ap` measures the distance to. */
export function dateComparison(prefix: Prefix, searched: DateInterval, now: number): RangeComparison {
  const { low, high } = searched;
  switch (prefix) {
    case 'eq':
      return [[edge('low', '>=', low), edge('high', '<=', high)]];
    case 'ne':
      return [[edge('low', '<', low)], [edge('high', '>', high)]];
    case 'gt':
      return [[edge('high', '>', high)]];
    case 'lt':
      return [[edge('low', '<', low)]];
    case 'ge':
      return [[edge('high', '>', low)]];
    case 'le':
      return [[edge('low', '<', high)]];
    case 'sa':
      return [[edge('low', '>=', high)]];
    case 'eb':
      return [[edge('high', '<=', low)]];
    case 'ap': {
      const near = nearby(searched, now);
      return [[edge('low', '<', near.high), edge('high', '>', near.low)]];
    }
    default:
      return prefix satisfies never;
  }
}

/** A tenth of the gap between now and the date to both sides: what the specification recommends. */
function nearby({ low, high }: DateInterval, now: number): DateInterval {
  const gap = now < low ? low - now : Math.max(0, now - high);
  const margin = Math.round(gap * tenth);
  return { low: low - margin, high: high + margin };
}

/**
 * The intervals of a point in time t that fulfil a prefix. A point has no width, so that overlapping
 * with a range and lying in it are the same.
 */
export function timeRanges(prefix: Prefix, searched: DateInterval, now: number): readonly DateInterval[] {
  const { low, high } = searched;
  switch (prefix) {
    case 'eq':
      return [searched];
    case 'ne':
      return [
        { low: -Infinity, high: low },
        { low: high, high: Infinity },
      ];
    case 'gt':
    case 'sa':
      return [{ low: high, high: Infinity }];
    case 'lt':
    case 'eb':
      return [{ low: -Infinity, high: low }];
    case 'ge':
      return [{ low, high: Infinity }];
    case 'le':
      return [{ low: -Infinity, high }];
    case 'ap':
      return [nearby(searched, now)];
    default:
      return prefix satisfies never;
  }
}

/**
 * For intervals [low, high] of numbers. The implicit precision of the search value counts for eq, ne
 * and ap alone; otherwise it is taken "as if it had arbitrarily high precision".
 */
export function numberComparison(prefix: Prefix, searched: ImpreciseNumber): RangeComparison {
  const { value, low, high } = searched;
  switch (prefix) {
    case 'eq':
      return [[edge('low', '>=', low), edge('high', '<', high)]];
    case 'ne':
      return [[edge('low', '<', low)], [edge('high', '>=', high)]];
    case 'gt':
      return [[edge('high', '>', value)]];
    case 'lt':
      return [[edge('low', '<', value)]];
    case 'ge':
      return [[edge('high', '>=', value)]];
    case 'le':
      return [[edge('low', '<=', value)]];
    case 'sa':
      return [[edge('low', '>', value)]];
    case 'eb':
      return [[edge('high', '<', value)]];
    case 'ap': {
      const margin = Math.abs(value) * tenth;
      return [
        [
          edge('low', '<=', Math.max(high, value + margin)),
          edge('high', '>=', Math.min(low, value - margin)),
        ],
      ];
    }
    default:
      return prefix satisfies never;
  }
}
