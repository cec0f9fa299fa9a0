/** What the page on which one chooses a patient shows of each. */
export interface PatientCard {
  readonly id: string;
  /** `Ada Lovelace`; empty where the record has no name. */
  readonly name: string;
  /** `1815-12-10` */
  readonly birthDate: string | undefined;
  readonly gender: string | undefined;
}

export interface PatientQuery {
  /** Those alone, of whom there may be no record. */
  readonly ids?: readonly string[];
  /** Words of a name, or an identifier, as somebody typed them. */
  readonly text?: string;
  /** Who asks, as `Practitioner/5`: where a data store is fine-grained they see those who have them as general practitioner. */
  readonly practitioner: string;
  readonly limit: number;
}

/** The patients of one data store, for people to choose from. */
export interface PatientDirectory {
  find(query: PatientQuery): Promise<readonly PatientCard[]>;
}
