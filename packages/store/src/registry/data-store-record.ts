import type { JsonObject } from '@wellspring/fhir';

/** Where a data store is in its life. */
export const dataStoreStatuses = [
  'CREATING',
  'ACTIVE',
  'DELETING',
  'DELETED',
  'CREATE_FAILED',
  'UPDATING',
  'UPDATE_FAILED',
] as const;

export type DataStoreStatus = (typeof dataStoreStatuses)[number];

/** A data store as the catalogue describes it. */
export interface DataStoreRecord {
  /** 32 lower-case hex digits. */
  readonly id: string;
  readonly name?: string;
  readonly status: DataStoreStatus;
  readonly createdAt: Date;
  /** When it became DELETED; it is described for seven days after that. */
  readonly deletedAt?: Date;
  /** The control plane's own settings of the store; kept here, not read. */
  readonly properties: JsonObject;
  readonly clientToken?: string;
}

/** What is said of a data store that is to be made. */
export interface NewDataStore {
  readonly name?: string;
  readonly properties?: JsonObject;
  readonly clientToken?: string;
}

/** What may change of a data store; what is absent stays. */
export interface DataStoreChange {
  readonly name?: string;
  readonly status?: DataStoreStatus;
  readonly properties?: JsonObject;
}

/** Which data stores are listed: those that fulfil all that is given. */
export interface DataStoreFilter {
  readonly name?: string;
  readonly status?: DataStoreStatus;
  /** Made before this moment, exclusive. */
  readonly createdBefore?: Date;
  /** Made after this moment, exclusive. */
  readonly createdAfter?: Date;
}

export interface DataStorePage {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
}
