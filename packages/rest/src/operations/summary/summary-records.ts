import { WellspringError } from '@wellspring/errors';
import type { JsonObject } from '@wellspring/fhir';
import type { DataStore, ResourceKey, StoredVersion } from '@wellspring/store';
import { maxIncludedBytes } from '../../include/include-limits.js';
import { keyText, localKey } from '../../include/resource-key.js';
import { codeKeys } from '../lastn/code-keys.js';
import { effectiveTime } from '../lastn/effective-time.js';
import { createLatestByCode } from '../lastn/latest-by-code.js';
import { resourcesInTurn } from '../resources-in-turn.js';
import { summarySections, summaryTypes, type SummarySection } from './summary-section.js';

/** A record of a patient, as it is told about. */
export interface SummaryRecord extends ResourceKey {
  readonly tree: JsonObject;
}

/** The records of one section. */
export interface SectionRecords {
  readonly section: SummarySection;
  readonly records: readonly SummaryRecord[];
}

/** Records that are gone through at a time, 16 MiB of them at most, and the most of one section. */
const chunk = 2_000;
const mostRecords = 1_000;

/**
 * What each section has. Only what is about the patient: the compartment has also what the patient has recorded or
 * performed for others.
 *
 * @throws WellspringError `too-costly`
 */
export async function summaryRecords(
  store: DataStore,
  id: string,
  signal: AbortSignal,
): Promise<readonly SectionRecords[]> {
  const collected = summarySections.map((section) => ({
    section,
    records: [] as SummaryRecord[],
    latest: createLatestByCode(1),
  }));
  const budget = createByteBudget();
  let after: ResourceKey | undefined;
  do {
    signal.throwIfAborted();
    const page = await store.compartment({
      compartment: 'Patient',
      id,
      types: summaryTypes,
      count: chunk,
      after,
    });
    for (const version of page.matches) {
      const record = recordOf(version);
      if (!isAbout(record, id, store.id)) continue;
      for (const { section, records, latest } of collected) {
        if (!section.takes(record.type, record.tree)) continue;
        if (section.lastOfCode)
          latest.add({ id: record.id, time: effectiveTime(record.tree) }, codeKeys(record.tree));
        else {
          budget(version);
          records.push(record);
        }
        if (records.length + latest.size() > mostRecords)
          throw new WellspringError('too-costly', `${section.title} has more than ${mostRecords} records`);
      }
    }
    after = page.next;
  } while (after !== undefined);

  const sections: SectionRecords[] = [];
  for (const { section, records, latest } of collected) {
    const keys = latest.latest().map((each) => ({ type: 'Observation', id: each.id }));
    for await (const versions of resourcesInTurn(store, keys, signal)) {
      versions.forEach(budget);
      records.push(...versions.map(recordOf));
    }
    sections.push({ section, records });
  }
  return sections;
}

/**
 * Medications that records name by reference, by `Medication/id`.
 *
 * @throws WellspringError `too-costly`
 */
export async function medicationsOf(
  store: DataStore,
  sections: readonly SectionRecords[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JsonObject>> {
  const keys = new Map<string, ResourceKey>();
  for (const { tree } of sections.flatMap(({ records }) => records)) {
    const { reference = '' } = (tree['medicationReference'] ?? {}) as { readonly reference?: string };
    const key = localKey(reference, store.id);
    if (key !== undefined) keys.set(keyText(key), key);
  }
  const medications = new Map<string, JsonObject>();
  const budget = createByteBudget();
  for await (const versions of resourcesInTurn(store, [...keys.values()].slice(0, mostRecords), signal)) {
    versions.forEach(budget);
    for (const version of versions) medications.set(keyText(version), recordOf(version).tree);
  }
  return medications;
}

/** Counts what is held until the answer is made, and refuses more than that may be. */
function createByteBudget(): (version: StoredVersion) => void {
  let bytes = 0;
  return ({ body }) => {
    bytes += body?.length ?? 0;
    if (bytes > maxIncludedBytes)
      throw new WellspringError('too-costly', `The records have more than ${maxIncludedBytes} bytes`);
  };
}

function recordOf({ type, id, body }: StoredVersion): SummaryRecord {
  return { type, id, tree: JSON.parse(body?.toString('utf8') ?? '{}') as JsonObject };
}

function isAbout({ tree }: SummaryRecord, id: string, storeId: string): boolean {
  const { reference = '' } = (tree['subject'] ?? tree['patient'] ?? {}) as { readonly reference?: string };
  const key = localKey(reference, storeId);
  return key?.type === 'Patient' && key.id === id;
}
