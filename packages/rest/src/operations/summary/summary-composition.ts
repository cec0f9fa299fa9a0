import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@wellspring/fhir';
import { keyText } from '../../include/resource-key.js';
import { sentenceNarrative, tableNarrative } from './narrative.js';
import { noInformationRecord } from './no-information-record.js';
import { recordText } from './record-text.js';
import type { SectionRecords } from './summary-records.js';

/** A resource that is made for a document and stored nowhere. */
export interface MadeResource {
  /** `urn:uuid:` and its id. */
  readonly fullUrl: string;
  readonly resource: JsonObject;
}

/** The Composition of a summary, and what it refers to that is not stored. */
export interface SummaryComposition {
  readonly composition: MadeResource;
  readonly made: readonly MadeResource[];
}

/**
 * The Composition of a patient summary: its required sections, and others where there is something in them.
 *
 * @param patient the absolute address of the patient: relative references cannot be resolved from a `urn:uuid:`
 * @param base what addresses of stored resources begin with
 * @see https://hl7.org/fhir/uv/ips/STU1.1/StructureDefinition-Composition-uv-ips.html
 */
export function summaryComposition(
  sections: readonly SectionRecords[],
  medications: ReadonlyMap<string, JsonObject>,
  { patient, base, now }: { readonly patient: string; readonly base: string; readonly now: string },
): SummaryComposition {
  const subject = { reference: patient };
  const author = made((id) => ({
    resourceType: 'Device',
    id,
    deviceName: [{ name: 'Wellspring', type: 'user-friendly-name' }],
  }));
  const others: MadeResource[] = [author];
  const section = sections.flatMap(({ section: { title, code, display, absent }, records }) => {
    const head = { title, code: { coding: [{ system: 'http://loinc.org', code, display }] } };
    if (records.length > 0) {
      const text = tableNarrative(records.map(({ tree }) => recordText(tree, medications)));
      return [
        { ...head, text, entry: records.map((record) => ({ reference: `${base}/${keyText(record)}` })) },
      ];
    }
    if (absent === undefined) return [];
    const none = made((id) => noInformationRecord(absent, id, subject));
    others.push(none);
    return [{ ...head, text: sentenceNarrative(absent.display), entry: [{ reference: none.fullUrl }] }];
  });
  const composition = made((id) => ({
    resourceType: 'Composition',
    id,
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips'] },
    status: 'final',
    type: {
      coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }],
    },
    subject,
    date: now,
    author: [{ reference: author.fullUrl }],
    title: `Patient summary as of ${now.slice(0, 10)}`,
    section,
  }));
  return { composition, made: others };
}

function made(make: (id: string) => JsonObject): MadeResource {
  const id = randomUUID();
  return { fullUrl: `urn:uuid:${id}`, resource: make(id) };
}
