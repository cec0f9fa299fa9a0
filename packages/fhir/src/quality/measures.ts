import type { QualityMeasure } from './measure.js';

const dqd = 'https://ohdsi.github.io/DataQualityDashboard/articles/checks';

/** Every measure: the report, its page, the command line and the documentation all go by this table. */
export const qualityMeasures = [
  {
    id: 'element-present',
    dimension: 'completeness',
    category: 'completeness',
    title: 'Elements that matter are there',
    definition:
      'Of each resource the elements that its use depends on and the specification leaves optional, by the table of important elements. An element that has only an extension (such as data-absent-reason) is absent.',
    counts: 'elements',
    by: 'type and element',
  },
  {
    id: 'resource-valid',
    dimension: 'conformance',
    category: 'value conformance',
    title: 'Resources are valid',
    definition:
      'Resources that validation finds no error in, at the level that the report names. Warnings do not count.',
    counts: 'resources',
    by: 'type',
  },
  {
    id: 'profile-valid',
    dimension: 'conformance',
    category: 'value conformance',
    title: 'Resources are valid where they claim a profile',
    definition:
      'Resources that claim a profile in meta.profile and have no error. Whether the profile itself was looked at depends on the level that the report names.',
    counts: 'resources',
    by: 'profile',
    overlapping: 'some',
  },
  {
    id: 'no-validation-issue',
    dimension: 'conformance',
    category: 'value conformance',
    title: 'Errors of validation, by their kind',
    definition:
      'Resources with at least one error of a kind; the kinds are the codes that $validate gives in issue.details, else the FHIR issue type.',
    counts: 'resources',
    by: 'kind of error',
    overlapping: 'all',
  },
  {
    id: 'reference-resolves',
    dimension: 'conformance',
    category: 'relational conformance',
    title: 'References lead to a resource',
    definition:
      'Literal references (Type/id, or the address of this data store) to a resource that is in the data store and not deleted. References to other servers, to contained resources and by identifier are not looked at, nor those inside of a Bundle.',
    counts: 'references',
    by: 'type and type referred to',
  },
  {
    id: 'code-known',
    dimension: 'conformance',
    category: 'value conformance',
    title: 'Codes are in their code system',
    definition:
      'Codings, and units of UCUM, whose code is in the code system that they name. Only systems that are here whole are judged by: those of FHIR R4, those stored with content "complete", releases that were loaded, and UCUM.',
    counts: 'codings',
    by: 'code system',
  },
  {
    id: 'system-known',
    dimension: 'conformance',
    category: 'value conformance',
    title: 'Code systems are known here',
    definition:
      'Codings whose code system is known here, whole or in part. Such a code may be right; nobody here can tell.',
    counts: 'codings',
    by: 'code system',
  },
  {
    id: 'unit-fits',
    dimension: 'conformance',
    category: 'computational conformance',
    title: 'Units fit what is measured',
    definition:
      'Values of an Observation with a code of the table of clinical ranges, whose UCUM unit is of the dimension that the LOINC code has. Values without a UCUM unit are not looked at.',
    counts: 'values',
    by: 'LOINC code',
  },
  {
    id: 'value-possible',
    dimension: 'plausibility',
    category: 'atemporal plausibility',
    title: 'Values are possible in a living body',
    definition:
      'Values of an Observation within the bounds of the table of clinical ranges, after conversion of units. The bounds are those beyond which a value is a mistake; they are no reference ranges.',
    counts: 'values',
    by: 'LOINC code',
  },
  {
    id: 'date-not-in-future',
    dimension: 'plausibility',
    category: 'temporal plausibility',
    title: 'What has happened is not in the future',
    definition:
      'Dates of events and records, by the table of event dates, that are later than a day after the moment of the report (a day for time zones and clocks).',
    counts: 'dates',
    by: 'type and element',
  },
  {
    id: 'end-not-before-start',
    dimension: 'plausibility',
    category: 'temporal plausibility',
    title: 'Periods do not end before they start',
    definition: `Periods with a start and an end, wherever they stand; the end counts with its whole day, month or year. Source: ${dqd}/plausibleStartBeforeEnd.html`,
    counts: 'dates',
    by: 'type and element',
  },
  {
    id: 'death-not-before-birth',
    dimension: 'plausibility',
    category: 'temporal plausibility',
    title: 'Nobody dies before being born',
    definition:
      'Patients with a date of birth and one of death, whose death is more than a day before their birth.',
    counts: 'resources',
    by: 'type',
  },
  {
    id: 'age-possible',
    dimension: 'plausibility',
    category: 'atemporal plausibility',
    title: 'Nobody is older than 120',
    definition:
      'Patients with a date of birth who are, or were when they died, older than 120 completed years. The longest life on record was 122. Those known to be dead, but not since when, are not looked at.',
    counts: 'resources',
    by: 'type',
  },
  {
    id: 'event-not-before-birth',
    dimension: 'plausibility',
    category: 'temporal plausibility',
    title: 'Events are not before the birth of their patient',
    definition: `Events of a patient, by the table of event dates, that began more than a day before the patient was born. Source: ${dqd}/plausibleAfterBirth.html`,
    counts: 'dates',
    by: 'type',
  },
  {
    id: 'event-not-after-death',
    dimension: 'plausibility',
    category: 'temporal plausibility',
    title: 'Events are not after the death of their patient',
    definition: `Events of a patient, by the table of event dates, that began more than 60 days after the patient died; what is recorded in the days after a death is the ordinary course. Source: ${dqd}/plausibleBeforeDeath.html`,
    counts: 'dates',
    by: 'type',
  },
  {
    id: 'identifier-unique',
    dimension: 'plausibility',
    category: 'uniqueness plausibility',
    title: 'Identifiers belong to one resource',
    definition: 'Identifiers with a system and a value that no other resource of the same type has.',
    counts: 'identifiers',
    by: 'type and system',
  },
] as const satisfies readonly QualityMeasure[];

export type QualityMeasureId = (typeof qualityMeasures)[number]['id'];
