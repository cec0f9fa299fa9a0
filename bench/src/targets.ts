/**
 * What is aimed at on two cores, with the embedded PostgreSQL, fsync on, and the load generator on the same cores.
 * Rates are a second; a resource's bytes are those of an import.
 */
export const targets = {
  import: { small: 9_000, large: 8_000 },
  reads: 9_000,
  creates: 1_800,
  mix: 3_000,
  transactionResources: 3_000,
  patientAndCode: 4_000,
  export: 40_000,
  diskBytes: 2_000,
  logBytes: 8_000,
  memoryBytes: 500e6,
  /** p50 and p99 of reads by id beside slow searches, as times of the same alone. */
  besideSlowSearches: 2,
  /** p99 of reads by id while an import is under way, in milliseconds. */
  besideImportMs: 50,
} as const;
