import type { SearchQuery } from '@wellspring/fhir';

/** Of a moment to a moment, by `meta.lastUpdated`, which is to the millisecond. */
export interface ChangedWithin {
  /** Only what changed later than this. */
  readonly after?: Date;
  /** Only what changed earlier than this. */
  readonly before?: Date;
}

/**
 * Patients by whose compartments resources are chosen: those of all patients, or of some by their ids.
 *
 * @see https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
export type PatientScope = 'any' | readonly string[];

/** All resources of one type in a snapshot, or those that changed within. */
export interface TypeSelection {
  readonly type: string;
  readonly changed?: ChangedWithin;
}

/** Resources of one type in a snapshot; all that is given must hold. */
export interface SnapshotSelection extends TypeSelection {
  /** Only those with these ids; not together with `patients` or `anyOf`. */
  readonly ids?: readonly string[];
  /**
   * Only what is in the compartment of one of these patients. A Provenance belongs to those it is about, too:
   * to the patients in whose compartments its targets are.
   */
  readonly patients?: PatientScope;
  /**
   * Only what one of these searches of this type finds, without a cursor and newest first. What is found comes
   * newest first then, else oldest first.
   */
  readonly anyOf?: readonly SearchQuery[];
}

/** Resources that were deleted, of some types. */
export interface DeletedSelection {
  readonly types: readonly string[];
  readonly changed: ChangedWithin;
  /** Only what was in such a compartment, as far as its rows still tell: that of its first patient. */
  readonly patients?: PatientScope;
}
