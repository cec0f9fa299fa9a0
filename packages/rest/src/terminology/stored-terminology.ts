import {
  escapeValue,
  parseSearch,
  type CanonicalReference,
  type ConformanceType,
  type TerminologySource,
} from '@wellspring/fhir';
import type { DataStore, StoredVersion } from '@wellspring/store';
import type { ParsedTrees } from './parsed-trees.js';

/**
 * The value sets and code systems that are stored in a data store, as `:in`, `:above` and the like need
 * them. Of several with the same canonical URL it is the one that was written last, since versions of
 * canonical resources have no order that all publishers keep to
 * (https://hl7.org/fhir/R4/references.html#canonical). And the code systems that were loaded into it.
 */
export function storedTerminology(
  store: Pick<DataStore, 'read' | 'search'> & {
    readonly codeSystems: Pick<DataStore['codeSystems'], 'find'>;
  },
  trees: ParsedTrees,
): TerminologySource {
  return {
    loadedCodeSystem: (system, version) => store.codeSystems.find(system, version),
    find: async (type, by) => {
      const version = 'id' in by ? await store.read(type, by.id) : await newest(store, type, by);
      return version && trees.of(version);
    },
  };
}

async function newest(
  store: Pick<DataStore, 'search'>,
  type: ConformanceType,
  { url, version }: CanonicalReference,
): Promise<StoredVersion | undefined> {
  const parsed = parseSearch(
    { kind: 'type', type },
    [
      ['url', escapeValue(url)],
      ...(version === undefined ? [] : [['version', escapeValue(version)] as const]),
      ['_count', '1'],
    ],
    { strict: true },
  );
  // What cannot be asked for cannot be here: an empty URL, one with a NUL.
  if (!parsed.ok) return undefined;
  return (await store.search(parsed.query)).matches[0];
}
