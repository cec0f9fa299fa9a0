import { requestedInterval, type Issue } from '@wellspring/fhir';
import type { During } from '@wellspring/store';
import type { QueryPair } from '../../request/query-pairs.js';
import { isStorableType } from '../../routing/storable-types.js';
import type { SearchCounts } from '../../search-counts.js';
import {
  fault,
  type OperationParameters,
  type ParameterDefinition,
} from '../parameters/operation-parameters.js';
import { careDates } from './care-dates.js';

/** What of everything is wanted. */
export interface EverythingRequest {
  readonly types: readonly string[] | undefined;
  /** Microseconds since 1970. */
  readonly since: number | undefined;
  readonly during: During | undefined;
  readonly count: number;
  readonly cursor: string | undefined;
  /** The parameters that say what is in the list, the page left out. */
  readonly applied: readonly QueryPair[];
}

export type EverythingRequestOutcome =
  | { readonly ok: true; readonly request: EverythingRequest }
  | { readonly ok: false; readonly issues: readonly Issue[] };

const common: readonly ParameterDefinition[] = [
  { name: '_since' },
  // HealthLake's name for it.
  { name: 'since' },
  { name: '_type', repeats: true },
  { name: '_count' },
  { name: '_cursor' },
];

/** R4 has `start` and `end` for patients only. */
export function everythingParameters(type: string): readonly ParameterDefinition[] {
  return type === 'Encounter' ? common : [{ name: 'start' }, { name: 'end' }, ...common];
}

/** Reads the values. Without `_count` a page is as large as a page may be. */
export function everythingRequest(
  parameters: OperationParameters,
  { maxCount: max }: SearchCounts,
): EverythingRequestOutcome {
  const issues: Issue[] = [];
  const interval = (name: string) => {
    const text = parameters.text(name);
    const read = text === undefined ? undefined : requestedInterval(text);
    if (text !== undefined && read === undefined)
      issues.push(fault(name, 'it must be a date or an instant, such as 2026-03-04'));
    return read;
  };
  const [start, end, underscored, plain] = ['start', 'end', '_since', 'since'].map(interval);
  if (parameters.text('since') !== undefined && parameters.text('_since') !== undefined)
    issues.push(fault('since', 'it is the same as _since, and one of them can be given'));
  const during =
    start === undefined && end === undefined
      ? undefined
      : { low: start?.low ?? -Infinity, high: end?.high ?? Infinity, params: careDates };
  if (during !== undefined && during.low >= during.high) issues.push(fault('end', 'it lies before start'));

  const count = parameters.text('_count');
  if (count !== undefined && !/^[1-9]\d{0,8}$/.test(count))
    issues.push(fault('_count', 'it must be a whole number from 1'));
  const types = parameters.texts('_type').flatMap((text) => text.split(','));
  for (const type of types)
    if (!isStorableType(type))
      issues.push(fault('_type', `${JSON.stringify(type.slice(0, 64))} is no resource type`));
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    request: {
      types: types.length > 0 ? types : undefined,
      since: (underscored ?? plain)?.low,
      during,
      count: Math.min(count === undefined ? max : Number(count), max),
      cursor: parameters.text('_cursor'),
      applied: parameters.pairs.filter(([name]) => name !== '_cursor'),
    },
  };
}
