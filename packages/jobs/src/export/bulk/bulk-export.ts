/** A parameter and its value, decoded. */
export type BulkPair = readonly [name: string, value: string];

/**
 * What a FHIR Bulk Data export is of; kept with its job, as JSON.
 *
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters
 */
export interface BulkExport {
  /** The address of the kick-off request, for the manifest. */
  readonly request: string;
  /** What the addresses of the data store begin with: `http://host/datastore/{id}/r4`. */
  readonly base: string;
  /** Everything, the compartments of all patients, or those of the members of a group. */
  readonly scope:
    | { readonly level: 'system' }
    | { readonly level: 'patient' }
    | { readonly level: 'group'; readonly groupId: string };
  /** Only these resource types. */
  readonly types?: readonly string[];
  /** Only what changed later, ISO 8601 in UTC to the millisecond. */
  readonly since?: string;
  /** Only what changed earlier, likewise. */
  readonly until?: string;
  /** Of a type with filters, only what fulfils one of them. */
  readonly filters?: readonly BulkFilter[];
  /** `_tag` and `_security`: every one has to be fulfilled, by resources of all types. */
  readonly labels?: readonly BulkPair[];
  /** Only these elements; those without a type are of all types. */
  readonly elements?: readonly { readonly type?: string; readonly name: string }[];
  /** Of a patient or group export, only these patients, by their ids. */
  readonly patients?: readonly string[];
}

/** A search of one type: `MedicationRequest?status=active`. */
export interface BulkFilter {
  readonly type: string;
  readonly query: readonly BulkPair[];
}
