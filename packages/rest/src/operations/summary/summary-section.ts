import type { JsonObject } from '@wellspring/fhir';

/** What a required section has where there is no record of its kind. */
export interface NoInformation {
  readonly type: 'AllergyIntolerance' | 'Condition' | 'MedicationStatement';
  /** A code of http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips, and what it means. */
  readonly code: string;
  readonly display: string;
}

/** A section of a patient summary (https://hl7.org/fhir/uv/ips/STU1.1/ipsStructure.html). */
export interface SummarySection {
  readonly title: string;
  /** LOINC. */
  readonly code: string;
  readonly display: string;
  /** Whether a record belongs into it. */
  takes(type: string, record: JsonObject): boolean;
  /** Of several records with one code only the last belongs into it. */
  readonly lastOfCode?: true;
  /** Present: the section is required. */
  readonly absent?: NoInformation;
}

const codesIn = (record: JsonObject, name: string): readonly string[] => {
  const concepts = [record[name] ?? []].flat() as readonly {
    readonly coding?: readonly { readonly code?: string }[];
  }[];
  return concepts.flatMap(({ coding = [] }) => coding.flatMap(({ code }) => code ?? []));
};
const hasStatus = (record: JsonObject, ...statuses: readonly string[]) =>
  statuses.includes(record['status'] as string);
/** Neither a mistake nor found not to be so. */
const isTrue = (record: JsonObject) =>
  !codesIn(record, 'verificationStatus').some((code) => code === 'entered-in-error' || code === 'refuted');
const isKnownResult = (record: JsonObject) => hasStatus(record, 'final', 'amended', 'corrected');

/** The sections that this server makes, in the order of the document. */
export const summarySections: readonly SummarySection[] = [
  {
    title: 'Medication Summary',
    code: '10160-0',
    display: 'History of Medication use Narrative',
    takes: (type, record) =>
      (type === 'MedicationStatement' && hasStatus(record, 'active', 'intended', 'unknown', 'on-hold')) ||
      (type === 'MedicationRequest' &&
        hasStatus(record, 'active', 'unknown', 'on-hold') &&
        record['doNotPerform'] !== true),
    absent: {
      type: 'MedicationStatement',
      code: 'no-medication-info',
      display: 'No information about medications',
    },
  },
  {
    title: 'Allergies and Intolerances',
    code: '48765-2',
    display: 'Allergies and adverse reactions Document',
    takes: (type, record) => type === 'AllergyIntolerance' && isTrue(record),
    absent: {
      type: 'AllergyIntolerance',
      code: 'no-allergy-info',
      display: 'No information about allergies',
    },
  },
  {
    title: 'Problem List',
    code: '11450-4',
    display: 'Problem list - Reported',
    takes: (type, record) =>
      type === 'Condition' &&
      isTrue(record) &&
      !codesIn(record, 'clinicalStatus').some((code) => ['inactive', 'remission', 'resolved'].includes(code)),
    absent: { type: 'Condition', code: 'no-problem-info', display: 'No information about problems' },
  },
  {
    title: 'Immunizations',
    code: '11369-6',
    display: 'History of Immunization Narrative',
    takes: (type, record) => type === 'Immunization' && hasStatus(record, 'completed'),
  },
  {
    title: 'History of Procedures',
    code: '47519-4',
    display: 'History of Procedures Document',
    takes: (type, record) =>
      type === 'Procedure' && !hasStatus(record, 'entered-in-error', 'not-done', 'preparation'),
  },
  {
    title: 'Medical Devices',
    code: '46264-8',
    display: 'History of medical device use',
    takes: (type, record) => type === 'DeviceUseStatement' && !hasStatus(record, 'entered-in-error'),
  },
  {
    title: 'Diagnostic Results',
    code: '30954-2',
    display: 'Relevant diagnostic tests/laboratory data Narrative',
    takes: (type, record) =>
      type === 'Observation' &&
      isKnownResult(record) &&
      codesIn(record, 'category').some((code) => ['imaging', 'laboratory', 'procedure'].includes(code)),
    lastOfCode: true,
  },
  {
    title: 'Vital Signs',
    code: '8716-3',
    display: 'Vital signs',
    takes: (type, record) =>
      type === 'Observation' && isKnownResult(record) && codesIn(record, 'category').includes('vital-signs'),
    lastOfCode: true,
  },
];

/** The types of the records that sections have. */
export const summaryTypes: readonly string[] = [
  'AllergyIntolerance',
  'Condition',
  'DeviceUseStatement',
  'Immunization',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'Procedure',
];
