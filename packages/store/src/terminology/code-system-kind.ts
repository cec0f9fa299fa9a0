/** The code systems whose releases can be loaded. */
export const codeSystemKinds = ['icd10cm', 'rxnorm', 'loinc', 'snomed'] as const;

export type CodeSystemKind = (typeof codeSystemKinds)[number];

/** What is known of each of them beforehand. */
export interface CodeSystemDescription {
  /** https://hl7.org/fhir/R4/terminologies-systems.html */
  readonly system: string;
  readonly name: string;
  /** Whether what is below a concept is of its kind. RxNorm: "No Subsumption relationships are defined". */
  readonly hasSubsumption: boolean;
}

const descriptions: Readonly<Record<CodeSystemKind, CodeSystemDescription>> = {
  icd10cm: { system: 'http://hl7.org/fhir/sid/icd-10-cm', name: 'ICD-10-CM', hasSubsumption: true },
  rxnorm: { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', name: 'RxNorm', hasSubsumption: false },
  loinc: { system: 'http://loinc.org', name: 'LOINC', hasSubsumption: true },
  snomed: { system: 'http://snomed.info/sct', name: 'SNOMED CT', hasSubsumption: true },
};

export function isCodeSystemKind(text: string): text is CodeSystemKind {
  return (codeSystemKinds as readonly string[]).includes(text);
}

export function codeSystemDescription(kind: CodeSystemKind): CodeSystemDescription {
  return descriptions[kind];
}
