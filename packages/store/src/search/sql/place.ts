import type { SearchPlan } from '../plan/search-plan.js';
import type { SqlBuilder } from './statement.js';

/** Which part of a list of version ids is wanted, in which order. */
export interface Place {
  readonly ascending: boolean;
  /** Only what comes after this version in that order. */
  readonly after?: bigint;
}

export function direction({ ascending }: Place): 'ASC' | 'DESC' {
  return ascending ? 'ASC' : 'DESC';
}

/** Where a page begins, and the spans of `_lastUpdated`, as conditions on a row. */
export function bounds(plan: SearchPlan, place: Place | undefined, row: string, sql: SqlBuilder): string {
  let text = '';
  if (place?.after !== undefined)
    text += ` AND ${row}.vid ${place.ascending ? '>' : '<'} ${sql.bind(place.after, 'bigint')}`;
  for (const spans of plan.spans) {
    const within = spans.map(
      ({ low, high }) =>
        `${row}.vid >= ${sql.bind(low, 'bigint')} AND ${row}.vid < ${sql.bind(high, 'bigint')}`,
    );
    text +=
      within.length === 1 ? ` AND ${within[0]!}` : ` AND (${within.map((each) => `(${each})`).join(' OR ')})`;
  }
  return text;
}
