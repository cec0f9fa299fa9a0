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
  ImportRequest,
  JobFilter,
  JobKind,
  JobPage,
  JobRecord,
  JobRequest,
  JobStatus,
  Jobs,
  OutputLocation,
  ValidationLevel,
} from './jobs.js';
export type { JobLog } from './queue/job-log.js';
