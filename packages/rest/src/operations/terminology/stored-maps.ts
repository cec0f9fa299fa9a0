import { escapeValue, parseSearch, type JsonObject } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';

/** Maps of one pair of systems that are looked through. */
const mostMaps = 50;

/** The concept maps of a data store that are from some systems (or to them), the ones written last first. */
export async function storedMaps(
  store: Pick<DataStore, 'conformance' | 'search'>,
  systems: readonly string[],
  reverse: boolean,
): Promise<readonly JsonObject[]> {
  const parsed = parseSearch(
    { kind: 'type', type: 'ConceptMap' },
    [
      [reverse ? 'target-system' : 'source-system', systems.map(escapeValue).join(',')],
      ['_count', String(mostMaps)],
    ],
    { strict: true },
  );
  if (!parsed.ok) return [];
  const { matches } = await store.search(parsed.query);
  return matches.map((version) => store.conformance.treeOf(version)).filter((tree) => tree !== undefined);
}
