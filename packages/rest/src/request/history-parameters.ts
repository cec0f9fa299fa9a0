import type { HistoryOptions } from '@wellspring/store';
import { requestedInterval, type Issue } from '@wellspring/fhir';
import type { QueryPair } from './query-pairs.js';

/** The parameters of a history, understood. */
export type HistoryParameters =
  | {
      readonly ok: true;
      readonly options: HistoryOptions;
      /** What was used, for the links, the cursor left out. */
      readonly applied: readonly QueryPair[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Versions on a page where nothing is asked for, and at most. */
const defaultCount = 20;
const largestCount = 1000;

/** Parameters of every request, which are read elsewhere. */
const general: ReadonlySet<string> = new Set(['_format', '_pretty', '_summary', '_elements']);

/**
 * Reads `_count`, `_since`, `_at` (https://hl7.org/fhir/R4/http.html#history) and the `_cursor` of
 * page links. Others are passed over, or refused where the client wants strict handling.
 */
export function readHistoryParameters(query: readonly QueryPair[], strict: boolean): HistoryParameters {
  let options: HistoryOptions = { count: defaultCount };
  const applied: QueryPair[] = [];
  const issues: Issue[] = [];
  const wrong = (name: string, why: string) => {
    issues.push({ severity: 'error', code: 'invalid', diagnostics: `${name}: ${why}` });
  };
  const seen = new Set<string>();
  for (const [name, value] of query) {
    if (general.has(name)) continue;
    if (seen.has(name)) wrong(name, 'it can be given once only');
    seen.add(name);
    switch (name) {
      case '_count':
        if (!/^[1-9]\d{0,8}$/.test(value)) wrong(name, 'it must be a whole number from 1');
        options = { ...options, count: Math.min(Number(value), largestCount) };
        break;
      case '_since': {
        const since = requestedInterval(value);
        if (!since) wrong(name, 'it must be an instant, such as 2026-03-04T05:06:07Z');
        else options = { ...options, since: new Date(since.low / 1000) };
        break;
      }
      case '_at': {
        const at = requestedInterval(value);
        if (!at) wrong(name, 'it must be a date or an instant, such as 2026-03-04');
        else {
          // Versions are told apart by the millisecond: a finer interval is widened to whole ones.
          const low = new Date(Math.floor(at.low / 1000));
          options = { ...options, at: { low, high: new Date(Math.ceil(at.high / 1000)) } };
        }
        break;
      }
      case '_cursor':
        options = { ...options, cursor: value };
        continue;
      default:
        if (strict) wrong(name, 'a history has no such parameter');
        continue;
    }
    applied.push([name, value]);
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, options, applied };
}
