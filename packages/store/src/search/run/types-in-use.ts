import type { TypeSearch } from '@wellspring/fhir';
import { toBigInt } from '../../hash/sip-hash.js';
import type { StoreContext } from '../../store-context.js';
import type { Ask } from './ask.js';

/** Of several types that are searched, those that there ever were resources of: each has its shapes in the dictionary. */
export async function typesInUse(
  ask: Ask,
  { schema, term }: Pick<StoreContext, 'schema' | 'term'>,
  searches: readonly TypeSearch[],
): Promise<readonly TypeSearch[]> {
  if (searches.length === 1) return searches;
  const keys = searches.map(({ type }) => toBigInt(term.parameter(type, '_shape')));
  const rows = await ask<{ key: bigint }>({
    text: `SELECT u.key FROM unnest($1::bigint[]) AS u (key)
      WHERE EXISTS (SELECT 1 FROM ${schema}.dictionary d WHERE d.key = u.key)`,
    values: [keys],
  });
  const used = new Set(rows.map(({ key }) => key));
  return searches.filter((_, index) => used.has(keys[index]!));
}
