import { isSingleValued, type SearchParameters, type SearchQuery, type SortKey } from '@wellspring/fhir';
import type { TermHash } from '../../hash/term-hash.js';
import { storedParams } from '../plan/stored-params.js';
import type { ValueOrder } from '../sql/sorted-sql.js';

/** How the order of a search is brought about. */
export type SearchOrder =
  /** The order of version ids, which most of the index is in. */
  | { readonly kind: 'version'; readonly ascending: boolean }
  /** The order of ids of one type: a key of the table of resources. */
  | { readonly kind: 'id'; readonly ascending: boolean }
  /** The order of an index table. */
  | { readonly kind: 'value'; readonly order: ValueOrder; readonly param: string }
  /** No table has it: values are taken from the resources. */
  | { readonly kind: 'ranked'; readonly keys: readonly SortKey[] };

export function orderOf(
  { searches, sort }: SearchQuery,
  term: TermHash,
  parameters: SearchParameters,
): SearchOrder {
  const [key] = sort;
  const [search] = searches;
  if (sort.length !== 1 || key === undefined || search === undefined) return { kind: 'ranked', keys: sort };
  const ascending = key.direction === 'ascending';
  if (key.param === '_lastUpdated') return { kind: 'version', ascending };
  if (key.param === '_id' && searches.length === 1) return { kind: 'id', ascending };
  const table = searches.length === 1 ? valueTable(search.type, key.param, parameters) : undefined;
  const [param, ...more] = storedParams(search.type, key.param);
  if (table === undefined || param === undefined || more.length > 0) return { kind: 'ranked', keys: sort };
  return {
    kind: 'value',
    param: key.param,
    order: {
      table,
      key: term.parameter(search.type, param),
      ascending,
      single: isSingleValued(search.type, param, parameters),
    },
  };
}

/** The tables whose rows lie in the order of their values; those of hashes do not. */
const valueTables = ['date', 'number', 'quantity', 'string'] as const;

function valueTable(
  type: string,
  param: string,
  parameters: SearchParameters,
): ValueOrder['table'] | undefined {
  const parameter = parameters.keyed(type, param);
  return valueTables.find((table) => table === parameter?.type);
}
