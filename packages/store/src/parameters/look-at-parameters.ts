import type { StoreContext } from '../store-context.js';
import { sourcesSignature } from './read-sources.js';

/** What there is to be done to the index of a data store's parameters. `left`: someone has taken it up already. */
export type FoundWork = 'none' | 'new' | 'left';

/**
 * Looks whether the search parameters of a data store have changed, be it by another node, and reads them anew where
 * they have.
 */
export async function lookAtParameters(store: StoreContext): Promise<FoundWork> {
  const { database, schema, parameterGraceMs } = store;
  // Distributed, a data store has none of its own.
  if (store.distribution !== undefined) return 'none';
  const signature = await sourcesSignature(database, store);
  const [row] = await database.query<{
    generation: string;
    signature: string;
    fresh: boolean;
    taken: boolean;
  }>(
    `SELECT COALESCE(pg_sequence_last_value($1::regclass), 0)::text AS generation, signature,
       EXISTS (SELECT 1 FROM ${schema}.search_parameter WHERE state = 'registered'
         OR (state = 'retiring' AND changed_at < clock_timestamp() - $2 * interval '1 ms')) AS fresh,
       EXISTS (SELECT 1 FROM ${schema}.search_parameter WHERE state IN ('building', 'removing')) AS taken
     FROM ${schema}.search_parameter_reading`,
    [`${schema}.parameter_generation`, parameterGraceMs],
  );
  if (Number(row!.generation) !== store.parameters.current().generation) await store.parameters.refresh();
  if (row!.signature !== signature && !isFirst(row!.signature, signature)) return 'new';
  if (row!.fresh) return 'new';
  return row!.taken ? 'left' : 'none';
}

/** A data store that never had any has nothing to be looked at. */
function isFirst(before: string, signature: string): boolean {
  return before === '' && signature.endsWith(':0:0:0:0');
}
