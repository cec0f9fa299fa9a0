import type { Issue } from '@wellspring/fhir';
import type { QueryPair } from '../../request/query-pairs.js';
import { isStorableType } from '../../routing/storable-types.js';

/** The parameters of `$changes`, understood. */
export type ChangesParameters =
  | {
      readonly ok: true;
      /** A place in the feed, `now`, or absent: the beginning. */
      readonly since: string | undefined;
      /** Absent: all types. */
      readonly types: readonly string[] | undefined;
      readonly count: number;
      readonly waitMs: number;
      /** What was used, for the links, `_since` left out. */
      readonly applied: readonly QueryPair[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Changes on a page where nothing is asked for, and at most. */
const defaultCount = 100;
const largestCount = 1000;
/** A longer wait is taken for this: proxies end what is silent for longer. In seconds. */
const longestWait = 60;

/** Parameters of every request, which are read elsewhere. */
const general: ReadonlySet<string> = new Set(['_format', '_pretty']);

/**
 * Reads `_since`, `_type`, `_count` and `_wait`. Others are passed over, or refused where the client wants strict
 * handling.
 *
 * @param type that the feed was asked for by its address
 */
export function readChangesParameters(
  query: readonly QueryPair[],
  type: string | undefined,
  strict: boolean,
): ChangesParameters {
  let since: string | undefined;
  let types = type === undefined ? undefined : [type];
  let count = defaultCount;
  let waitMs = 0;
  const applied: QueryPair[] = [];
  const issues: Issue[] = [];
  const wrong = (name: string, why: string): void => {
    issues.push({ severity: 'error', code: 'invalid', diagnostics: `${name}: ${why}` });
  };
  const seen = new Set<string>();
  for (const [name, value] of query) {
    if (general.has(name)) continue;
    if (seen.has(name)) wrong(name, 'it can be given once only');
    seen.add(name);
    switch (name) {
      case '_since':
        since = value;
        continue;
      case '_type': {
        const wanted = value.split(',');
        const unknown = wanted.find((each) => !isStorableType(each));
        if (type !== undefined) wrong(name, 'the address says the type already');
        else if (unknown !== undefined)
          wrong(name, `${JSON.stringify(unknown.slice(0, 64))} is no resource type here`);
        types = wanted;
        break;
      }
      case '_count':
        if (!/^[1-9]\d{0,8}$/.test(value)) wrong(name, 'it must be a whole number from 1');
        count = Math.min(Number(value), largestCount);
        break;
      case '_wait':
        if (!/^\d{1,9}(\.\d{1,3})?$/.test(value)) wrong(name, 'it must be a number of seconds');
        waitMs = Math.min(Number(value), longestWait) * 1000;
        break;
      default:
        if (strict) wrong(name, '$changes has no such parameter');
        continue;
    }
    applied.push([name, value]);
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, since, types, count, waitMs, applied };
}
