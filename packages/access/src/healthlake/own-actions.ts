import { onDataStore, type ActionDefinition } from './action.js';

/**
 * Actions for what HealthLake does not have, where none of its own says what is done. They are part of the prefix
 * `healthlake:`, so `healthlake:*` allows them, and nothing that names HealthLake's own actions does.
 */
export const ownActions = {
  /** `$changes`: follows every change of a whole data store. */
  ReadChanges: onDataStore('Read'),
  /** `$data-quality`: reports name resources, and show values that are wrong. */
  ReadDataQualityReport: onDataStore('Read'),
  StartDataQualityReport: onDataStore('Write'),
  CancelDataQualityReport: onDataStore('Write'),
  /** `$reindex`. */
  StartReindexJob: onDataStore('Write'),
  DescribeReindexJob: onDataStore('Read'),
  /** `$packages`, `$package-add`, `$package-remove`: what a data store validates by. */
  ListPackages: onDataStore('List'),
  AddPackage: onDataStore('Write'),
  RemovePackage: onDataStore('Write'),
  /** `CodeSystem/$load-release`, `$remove-release`, `$releases`. */
  LoadCodeSystemRelease: onDataStore('Write'),
  RemoveCodeSystemRelease: onDataStore('Write'),
  ListCodeSystemReleases: onDataStore('List'),
} as const satisfies Record<string, ActionDefinition>;
