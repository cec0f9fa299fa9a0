export type { DataStore, ResourceKey, WriteOptions } from './data-store.js';
export type { Snapshot, SnapshotOptions, SnapshotResource } from './read/export-snapshot.js';
export type { HistoryOptions, HistoryPage, HistoryVersion } from './read/history-version.js';
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
export {
  createBulkWriter,
  type BulkResult,
  type BulkWriter,
  type BulkWriterOptions,
} from './write/bulk-writer.js';
export type { PreparedBatch } from './write/prepared-batch.js';
export type { DeleteOutcome, UpdateOutcome, VersionConflict } from './write/write-outcome.js';
