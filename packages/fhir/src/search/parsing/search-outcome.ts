import type { IssueType } from '@wellspring/errors';
import type { Issue } from '../../issue.js';
import type { SearchQuery } from '../search-query.js';

/** A search, or what is wrong with it. */
export type SearchOutcome =
  | {
      readonly ok: true;
      readonly query: SearchQuery;
      /** Notes (warnings) on parameters that are not known and were left out. */
      readonly ignored: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** What makes a search impossible. */
export function error(code: IssueType, diagnostics: string): Issue {
  return { severity: 'error', code, diagnostics };
}
