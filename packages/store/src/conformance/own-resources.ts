import { escapeValue, parseSearch, type CanonicalReference, type ConformanceType } from '@wellspring/fhir';
import type { DataStore } from '../data-store.js';
import type { StoredVersion } from '../read/stored-version.js';

/**
 * The current version of a StructureDefinition, ValueSet, CodeSystem or ConceptMap that is a resource of a data
 * store. Of several with the same canonical URL it is the one that was written last, since versions of canonical
 * resources have no order that all publishers keep to (https://hl7.org/fhir/R4/references.html#canonical).
 */
export async function findOwn(
  store: Pick<DataStore, 'read' | 'search'>,
  type: ConformanceType,
  by: CanonicalReference | { readonly id: string },
): Promise<StoredVersion | undefined> {
  const version = 'id' in by ? await store.read(type, by.id) : await newest(store, type, by);
  return version?.body === undefined ? undefined : version;
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
