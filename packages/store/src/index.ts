export type {
  AsyncTransactions,
  AsyncTransactionState,
  ClaimedTransaction,
} from './async/async-transactions.js';
export type { DataStore, ResourceKey, WriteOptions } from './data-store.js';
export type { Snapshot, SnapshotOptions, SnapshotResource } from './read/export-snapshot.js';
export type { HistoryOptions, HistoryPage } from './read/read-history.js';
export type { StoredVersion, VersionMethod } from './read/stored-version.js';
export type {
  DataStoreChange,
  DataStoreFilter,
  DataStorePage,
  DataStoreRecord,
  DataStoreStatus,
  NewDataStore,
} from './registry/data-store-record.js';
export { dataStoreStatuses } from './registry/data-store-record.js';
export {
  createRegistry,
  migrateCatalog,
  type DataStoreRegistry,
  type RegistryOptions,
} from './registry/data-store-registry.js';
export { EXTRACTION } from './rows/index-rows.js';
export type { SearchPage } from './search/search.js';
export type {
  Change,
  ChangeOutcome,
  Expectation,
  FailedExpectation,
  WriteReport,
  WriteUnit,
  WrittenVersion,
} from './unit/write-unit.js';
export { createBulkWriter, type BulkWriter, type BulkWriterOptions } from './write/bulk-writer.js';
export type { PreparedBatch } from './write/prepared-batch.js';
export type { BulkResult } from './write/write-batch.js';
export { newResourceId } from './write/write-version.js';
export type { DeleteOutcome, UpdateOutcome, VersionConflict } from './write/write-outcome.js';
