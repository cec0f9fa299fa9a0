import type { CreatedAtCriterion, LastUpdatedCriterion } from '../criterion.js';
import type { DateInterval } from '../date-interval.js';
import { isFault, type OrFault } from './fault.js';
import { prefixedDate } from './range-criteria.js';
import { timeRanges } from './range-comparison.js';

function ranges(text: string, now: number): OrFault<readonly DateInterval[]> {
  const date = prefixedDate(text);
  return isFault(date) ? date : timeRanges(date.prefix, date.interval, now);
}

/** The time of the last change, a point in time. */
export function lastUpdatedCriteria(text: string, now: number): OrFault<readonly LastUpdatedCriterion[]> {
  const times = ranges(text, now);
  return isFault(times) ? times : times.map(({ low, high }) => ({ kind: 'last-updated', low, high }));
}

/** The time when the first version was stored, a point in time. */
export function createdAtCriteria(text: string, now: number): OrFault<readonly CreatedAtCriterion[]> {
  const times = ranges(text, now);
  return isFault(times) ? times : times.map(({ low, high }) => ({ kind: 'created-at', low, high }));
}
