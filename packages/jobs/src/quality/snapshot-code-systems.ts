import {
  escapeValue,
  parseSearch,
  specification,
  type ConformanceSource,
  type JsonObject,
} from '@wellspring/fhir';
import type { Snapshot } from '@wellspring/store';

/** The code systems of a data store as a snapshot has them, the last written of a URL, and those of the specification. */
export function snapshotCodeSystems(snapshot: Snapshot): ConformanceSource {
  return {
    find: async (type, by) => (await stored(snapshot, type, by)) ?? (await specification.find(type, by)),
  };
}

async function stored(
  snapshot: Snapshot,
  ...[type, by]: Parameters<ConformanceSource['find']>
): Promise<JsonObject | undefined> {
  if (!('url' in by)) return undefined;
  const parsed = parseSearch(
    { kind: 'type', type },
    [
      ['url', escapeValue(by.url)],
      ['_count', '1'],
    ],
    {
      strict: true,
    },
  );
  // What cannot be asked for cannot be there: an empty URL, one with a NUL.
  if (!parsed.ok) return undefined;
  for await (const batch of snapshot.select({ type, anyOf: [parsed.query] })) {
    const [newest] = batch;
    if (newest !== undefined) return JSON.parse(newest.body.toString('utf8')) as JsonObject;
  }
  return undefined;
}
