import { isObject } from '../../json/json-kind.js';
import type { Taker } from '../../fhirpath/visit.js';
import type { JsonValue } from '../../json/json-value.js';
import { dateInterval, type DateInterval } from '../date-interval.js';
import type { Extraction } from './extraction.js';

const open = { low: -Infinity, high: Infinity };

function intervalOf(value: JsonValue | undefined): DateInterval | undefined {
  return typeof value === 'string' ? dateInterval(value) : undefined;
}

/** A missing end is earlier or later than any date; a Period without either says nothing. */
function periodInterval(value: JsonValue | undefined): DateInterval | undefined {
  if (!isObject(value)) return undefined;
  const start = intervalOf(value['start']);
  const end = intervalOf(value['end']);
  if (start === undefined && end === undefined) return undefined;
  return { low: (start ?? open).low, high: (end ?? open).high };
}

/** "Only the outer limits matter": from the first event or bound to the last. */
function timingInterval(value: JsonValue): DateInterval | undefined {
  if (!isObject(value)) return undefined;
  const { event, repeat } = value;
  const intervals = Array.isArray(event) ? (event as readonly JsonValue[]).map(intervalOf) : [];
  if (isObject(repeat)) intervals.push(periodInterval(repeat['boundsPeriod']));
  const known = intervals.filter((interval) => interval !== undefined);
  if (known.length === 0) return undefined;
  return {
    low: known.reduce((low, interval) => Math.min(low, interval.low), Infinity),
    high: known.reduce((high, interval) => Math.max(high, interval.high), -Infinity),
  };
}

function add(extraction: Extraction, param: string, interval: DateInterval | undefined): void {
  // Data that is not validated may end before it starts: that is no interval to be found by.
  if (interval === undefined || interval.low >= interval.high) return;
  extraction.values.push({ kind: 'date', param, low: interval.low, high: interval.high });
}

/** Dates and times as intervals (https://hl7.org/fhir/R4/search.html#date). */
export function dateValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    switch (type) {
      case 'date':
      case 'dateTime':
        return (value, extraction) => {
          add(extraction, param, intervalOf(value));
        };
      case 'instant':
        // "A fixed point in time with an interval smaller than the precision of the system."
        return (value, extraction) => {
          const interval = intervalOf(value);
          if (interval === undefined) return;
          const { low, high } = interval;
          // Beyond the year 2255 the next double is more than a microsecond away.
          add(extraction, param, { low, high: low + 1 > low ? low + 1 : high });
        };
      case 'Period':
        return (value, extraction) => {
          add(extraction, param, periodInterval(value));
        };
      case 'Timing':
        return (value, extraction) => {
          add(extraction, param, timingInterval(value));
        };
      default:
        return undefined;
    }
  };
}
