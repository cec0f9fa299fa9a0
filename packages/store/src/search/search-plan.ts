import type { Condition, SearchQuery } from '@wellspring/fhir';
import { firstVidAt } from '../clock/version-clock.js';
import type { TermHash } from '../hash/term-hash.js';
import { knownType } from '../rows/resource-rows.js';
import { armsOf, type Arm, type TokenArm } from './arm.js';

/** A search in the terms of the index. */
export interface SearchPlan {
  readonly type: number;
  /** The row that every resource of the type has. */
  readonly wholeType: TokenArm;
  /** Each is to be fulfilled by at least one of its arms. */
  readonly conditions: readonly (readonly Arm[])[];
  /** Only these resources, where `_id` is given. */
  readonly ids: readonly string[] | undefined;
  /** Only version ids within one of the spans of each of these lists (`_lastUpdated`). */
  readonly spans: readonly (readonly VidSpan[])[];
  readonly ascending: boolean;
}

/** low <= vid < high */
export interface VidSpan {
  readonly low: bigint;
  readonly high: bigint;
}

/** @throws WellspringError `search-not-supported` */
export function planSearch(query: SearchQuery, term: TermHash): SearchPlan {
  const conditions: (readonly Arm[])[] = [];
  const spans: (readonly VidSpan[])[] = [];
  let ids: readonly string[] | undefined;
  for (const condition of query.conditions) {
    const parts = splitCondition(query.type, condition, term);
    if (parts.ids.length > 0) {
      const wanted = new Set(parts.ids);
      ids = ids === undefined ? [...wanted] : ids.filter((id) => wanted.has(id));
    } else if (parts.spans.length > 0) {
      spans.push(parts.spans);
    } else {
      conditions.push(distinctArms(parts.arms));
    }
  }
  return {
    type: knownType(query.type),
    wholeType: { kind: 'token', hash: term.parameter(query.type, '_type'), repeats: false },
    conditions,
    ids,
    spans,
    ascending: query.sort.direction === 'ascending',
  };
}

function splitCondition(
  type: string,
  { param, anyOf }: Condition,
  term: TermHash,
): { readonly ids: string[]; readonly spans: VidSpan[]; readonly arms: Arm[] } {
  const ids: string[] = [];
  const spans: VidSpan[] = [];
  const arms: Arm[] = [];
  for (const criterion of anyOf) {
    switch (criterion.kind) {
      case 'id':
        ids.push(criterion.id);
        break;
      case 'last-updated':
        spans.push({ low: firstVidAt(criterion.low), high: firstVidAt(criterion.high) });
        break;
      case 'token':
      case 'reference':
      case 'uri':
      case 'string':
      case 'date':
      case 'number':
      case 'quantity':
      case 'composite':
        arms.push(...armsOf(criterion, term.parameter(type, param), term));
        break;
      default:
        criterion satisfies never;
    }
  }
  return { ids, spans, arms };
}

/** `code=a,a` is `code=a`: one walk instead of two. */
function distinctArms(arms: readonly Arm[]): readonly Arm[] {
  if (arms.length < 2) return arms;
  const seen = new Set<string>();
  return arms.filter((arm) => {
    if (arm.kind === 'range') return true;
    const key = `${arm.hash.hi},${arm.hash.lo},${arm.system ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
