import { ofAction, type Quota } from './quota.js';

const reads = ['ReadResource', 'VersionReadResource', 'GetHistoryByResourceId'] as const;
const writes = [
  'CreateResource',
  'UpdateResource',
  'PatchResource',
  'DeleteResource',
  'ProcessBundle',
] as const;
const A_MINUTE = 1 / 60;

/**
 * What AWS gives an account by default.
 * @see https://docs.aws.amazon.com/healthlake/latest/devguide/reference-healthlake-endpoints-quotas.html
 */
const healthlake: readonly Quota[] = [
  { name: 'GET requests', actions: reads, counts: 'requests', account: 6_000, dataStore: 3_000 },
  { name: 'WRITE requests', actions: writes, counts: 'kilobytes', account: 6_000, dataStore: 3_000 },
  ofAction('SearchWithGet', 200, 100),
  ofAction('SearchWithPost', 200, 100),
  ofAction('SearchEverything', 10, 10),
  ofAction('ValidateResource', 2_000, 1_000),
  ofAction('GetCapabilities', 10),
  ofAction('GetExportedFile', 10),
  ofAction('StartFHIRBulkDeleteJob', 10, 10),
  ofAction('CreateFHIRDatastore', A_MINUTE),
  ofAction('DeleteFHIRDatastore', A_MINUTE),
  ofAction('DescribeFHIRDatastore', 10),
  ofAction('ListFHIRDatastores', 10),
  ofAction('StartFHIRImportJob', 25),
  ofAction('DescribeFHIRImportJob', 10),
  ofAction('ListFHIRImportJobs', 10),
  ofAction('StartFHIRExportJob', 1),
  ofAction('DescribeFHIRExportJob', 10),
  ofAction('ListFHIRExportJobs', 10),
  ofAction('TagResource', 10),
  ofAction('UntagResource', 10),
  ofAction('ListTagsForResource', 10),
];

/** More than one machine does: they stop what runs in a circle, and nobody who works. */
const generous: readonly Quota[] = [
  { name: 'GET requests', actions: reads, counts: 'requests', account: 100_000 },
  { name: 'WRITE requests', actions: writes, counts: 'kilobytes', account: 1_000_000 },
  ofAction('SearchWithGet', 50_000),
  ofAction('SearchWithPost', 50_000),
  ofAction('SearchEverything', 5_000),
  ofAction('ValidateResource', 50_000),
  ofAction('GetCapabilities', 5_000),
  ofAction('GetExportedFile', 5_000),
  ofAction('StartFHIRBulkDeleteJob', 100),
  ofAction('CreateFHIRDatastore', 50),
  ofAction('DeleteFHIRDatastore', 50),
  ofAction('DescribeFHIRDatastore', 2_000),
  ofAction('ListFHIRDatastores', 1_000),
  ofAction('StartFHIRImportJob', 100),
  ofAction('StartFHIRExportJob', 100),
  ofAction('TagResource', 200),
  ofAction('UntagResource', 200),
];

/** The sets of quotas that a setting names; actions that are not in one are not limited by it. */
export const quotaProfiles = { generous, healthlake } as const;

export type QuotaProfile = keyof typeof quotaProfiles;
