import type { JsonObject, JsonValue } from '@wellspring/fhir';

/** What a person reads of a record: what it is, when it was, and what else there is to it. */
export interface RecordText {
  readonly what: string;
  readonly when: string;
  readonly more: string;
}

interface Concept {
  readonly text?: string;
  readonly coding?: readonly { readonly code?: string; readonly display?: string }[];
}

interface Quantity {
  readonly comparator?: string;
  readonly value?: number;
  readonly unit?: string;
  readonly code?: string;
}

/** The elements that say when, in the order in which they count. */
const times = [
  'effectiveDateTime',
  'effectivePeriod',
  'effectiveInstant',
  'onsetDateTime',
  'onsetPeriod',
  'occurrenceDateTime',
  'occurrenceString',
  'performedDateTime',
  'performedPeriod',
  'performedString',
  'timingDateTime',
  'timingPeriod',
  'authoredOn',
  'recordedDate',
  'dateAsserted',
];

/** @param medications by `Medication/id`, those that records refer to */
export function recordText(tree: JsonObject, medications: ReadonlyMap<string, JsonObject>): RecordText {
  const concept = tree['code'] ?? tree['vaccineCode'] ?? tree['medicationCodeableConcept'];
  const reference = (tree['medicationReference'] ?? tree['device']) as JsonObject | undefined;
  const what =
    concept === undefined ? referenceText(reference, tree, medications) : conceptText(concept as Concept);
  const time = times.map((name) => timeText(tree[name])).find((text) => text !== '');
  return { what, when: time ?? '', more: moreText(tree) };
}

function conceptText({ text, coding = [] }: Concept): string {
  return text ?? coding.find(({ display }) => display !== undefined)?.display ?? coding[0]?.code ?? '';
}

function referenceText(
  reference: JsonObject | undefined,
  tree: JsonObject,
  medications: ReadonlyMap<string, JsonObject>,
): string {
  const { reference: target = '', display } = (reference ?? {}) as { reference?: string; display?: string };
  const contained = ((tree['contained'] ?? []) as readonly JsonObject[]).find(
    ({ id }) => typeof id === 'string' && target === `#${id}`,
  );
  const medication = contained ?? medications.get(target.split('/').slice(-2).join('/'));
  const named = conceptText((medication?.['code'] ?? {}) as Concept);
  return named === '' ? (display ?? target) : named;
}

function timeText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  const { start, end } = (value ?? {}) as { readonly start?: string; readonly end?: string };
  return start === undefined && end === undefined ? '' : `${start ?? ''} – ${end ?? ''}`.trim();
}

/** The state of what is a state, the value of what was measured, the dose of what is taken. */
function moreText(tree: JsonObject): string {
  const parts = ((tree['component'] ?? []) as readonly JsonObject[]).map(
    (component) => `${conceptText((component['code'] ?? {}) as Concept)}: ${valueText(component)}`,
  );
  const value = valueText(tree);
  const dosages = (tree['dosageInstruction'] ?? tree['dosage'] ?? []) as readonly {
    readonly text?: string;
  }[];
  const states = [tree['clinicalStatus'], tree['verificationStatus']].map((state) =>
    conceptText((state ?? {}) as Concept),
  );
  const isMeasured = value !== '' || parts.length > 0;
  return [
    ...(isMeasured ? [] : [typeof tree['status'] === 'string' ? tree['status'] : '', ...states]),
    typeof tree['criticality'] === 'string' ? `criticality ${tree['criticality']}` : '',
    value,
    ...parts,
    ...dosages.map(({ text = '' }) => text),
  ]
    .filter((text) => text !== '')
    .join('; ');
}

function valueText(tree: JsonObject): string {
  const { valueQuantity, valueCodeableConcept, valueString, valueBoolean, valueInteger, valueDateTime } =
    tree;
  if (valueQuantity !== undefined) {
    const { comparator = '', value, unit, code = '' } = valueQuantity as unknown as Quantity;
    return `${comparator}${value ?? ''} ${unit ?? code}`.trim();
  }
  if (valueCodeableConcept !== undefined) return conceptText(valueCodeableConcept as Concept);
  const plain = valueString ?? valueBoolean ?? valueInteger ?? valueDateTime;
  return typeof plain === 'object' || plain === undefined ? '' : String(plain);
}
