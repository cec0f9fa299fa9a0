import type { SearchQuery, SearchScope } from '@wellspring/fhir';
import type { SearchPage } from '@wellspring/store';
import type { BundleParts } from '../bundle/bundle.js';
import { queryText, type QueryPair } from '../request/query-pairs.js';

/** The address that a search was sent to, as GET has it: a form's parameters stand in it, too. */
function searchPath(base: string, scope: SearchScope): string {
  switch (scope.kind) {
    case 'system':
      return base;
    case 'type':
      return `${base}/${scope.type}`;
    case 'compartment':
      return `${base}/${scope.compartment}/${scope.id}/${scope.type ?? '*'}`;
    default:
      return scope satisfies never;
  }
}

/**
 * The links of a page: `self` says what was really applied ("the parameters that were actually used to
 * process the search", https://hl7.org/fhir/R4/search.html#conformance), `next` and `previous` lead to the
 * pages beside it, also where the search came as a form.
 */
export function searchLinks(
  base: string,
  scope: SearchScope,
  { applied, cursor }: SearchQuery,
  { next, previous }: Pick<SearchPage, 'next' | 'previous'>,
): BundleParts['links'] {
  const path = searchPath(base, scope);
  const query = queryText(applied);
  const url = (place: string | undefined): string => {
    const more: readonly QueryPair[] = place === undefined ? [] : [['_cursor', place]];
    const text = [query, queryText(more)].filter((part) => part !== '').join('&');
    return text === '' ? path : `${path}?${text}`;
  };
  return [
    { relation: 'self', url: url(cursor) },
    ...(next === undefined ? [] : [{ relation: 'next' as const, url: url(next) }]),
    ...(previous === undefined ? [] : [{ relation: 'previous' as const, url: url(previous) }]),
  ];
}
