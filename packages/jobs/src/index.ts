export {
  noAdministrationProgress,
  type AdministrationKind,
  type AdministrationProgress,
  type AdministrationRequest,
  type BulkDeleteRequest,
  type BulkPatchRequest,
  type EraseRequest,
  type PatchNote,
  type PatchNotes,
  type PurgeRequest,
} from './administration/administration-job.js';
export { createJobs, migrateJobs, type JobsOptions } from './create-jobs.js';
export type { BulkExport, BulkFilter, BulkPair } from './export/bulk/bulk-export.js';
export { groupMembers, type GroupSource } from './export/bulk/group-members.js';
export type { ExportFile, ExportSection } from './export/export-file-table.js';
export {
  jobProgressReport,
  noProgress,
  type ImportProgress,
  type JobProgressReport,
} from './import/import-progress.js';
export { defaultJobSettings, type JobSettings } from './job-settings.js';
export type {
  AdministrationJobRecord,
  ExportJobRecord,
  ExportProgress,
  ExportRequest,
  ImportJobRecord,
  ImportOutcome,
  JobWithFiles,
  ImportRequest,
  JobFilter,
  JobKind,
  JobPage,
  JobRecord,
  JobRequest,
  JobStatus,
  Jobs,
  OpenedFile,
  OutputLocation,
  Placed,
  QualityJobRecord,
  ReindexJobRecord,
} from './jobs.js';
export type { ReindexProgress, ReindexRequest } from './reindex/reindex-job.js';
export { jobFolder } from './job-folder.js';
export type { ActingJob, JobObjects } from './job-objects.js';
export { parseS3Uri, s3Uri, type S3Location } from './s3-uri.js';
export type { JobLog } from './queue/job-log.js';
export { qualityKind, type QualityProgress, type QualityRequest } from './quality/quality-job.js';
export { qualityPage } from './quality/page/quality-page.js';
