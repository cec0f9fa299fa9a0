export type {
  AsyncTransactions,
  AsyncTransactionState,
  ClaimedTransaction,
} from './async/async-transactions.js';
export { lastUpdatedOf } from './clock/version-clock.js';
export type { CompartmentPage, CompartmentQuery, During } from './read/compartment/compartment-query.js';
export type { WorkPlace } from './parameters/index-some.js';
export type { ParameterIndex } from './parameters/parameter-index.js';
export type { ParameterReport } from './parameters/parameter-report.js';
export type { ParameterWork } from './parameters/parameter-work.js';
export type { ChangesOptions, ChangesPage } from './changes/read-changes.js';
export type { DataStore, ResourceKey, WriteOptions } from './data-store.js';
export type { ConformanceState } from './conformance/conformance-state.js';
export type { StoreConformance } from './conformance/store-conformance.js';
export { defaultPackageLimits, type PackageLimits } from './fhir-packages/package-limits.js';
export { packagedTypes, type PackagedType } from './fhir-packages/package-resource.js';
export type { AddedPackage, PackageRecord, Packages, ResourceOfPackage } from './fhir-packages/packages.js';
export type { Snapshot, SnapshotOptions } from './read/export-snapshot.js';
export type { LifeDate, PatientLife } from './read/snapshot/patient-lives.js';
export type { HeldIdentifier } from './read/snapshot/shared-identifiers.js';
export type { WrittenSpan } from './read/snapshot/written-versions.js';
export type { ResourceLines } from './read/snapshot/line-buffer.js';
export type { SnapshotResource } from './read/snapshot/snapshot-session.js';
export type {
  ChangedWithin,
  DeletedSelection,
  PatientScope,
  SnapshotSelection,
  TypeSelection,
} from './read/snapshot/snapshot-selection.js';
export type { DeletedResource, DeletedResourcesOptions } from './read/deleted-resources.js';
export type { SomeResources } from './read/read-some.js';
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
  type ParameterWorkListener,
  type RegistryOptions,
} from './registry/data-store-registry.js';
export { EXTRACTION } from './rows/index-rows.js';
export type { SearchPage } from './search/search.js';
export { codeSystemKinds, isCodeSystemKind, type CodeSystemKind } from './terminology/code-system-kind.js';
export type { CodeSystemRelease } from './terminology/code-system-release.js';
export { isReleaseFile } from './terminology/formats/release-format.js';
export type { LoadedCodeSystems, ReleaseToLoad } from './terminology/loaded-code-systems.js';
export type {
  Change,
  ChangeOutcome,
  Expectation,
  FailedExpectation,
  WriteReport,
  UnitOptions,
  WriteUnit,
  WrittenVersion,
} from './unit/write-unit.js';
export {
  createBulkWriter,
  type BulkBatch,
  type BulkWriter,
  type BulkWriterOptions,
} from './write/bulk-writer.js';
export type { ChangeManyOptions, Decision, DecidedOutcome, HeldResource } from './write/change-many.js';
export type { EraseVersionOutcome } from './write/erase.js';
export type { BulkResult, WrittenResource } from './write/write-batch.js';
export type { KeptReport, QualityReports } from './quality/quality-reports.js';
export { newResourceId } from './write/write-version.js';
export type { DeleteOutcome, UpdateOutcome, VersionConflict } from './write/write-outcome.js';
