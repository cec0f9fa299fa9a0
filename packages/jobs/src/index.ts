export { createJobs, migrateJobs, type JobsOptions } from './create-jobs.js';
export {
  jobProgressReport,
  noProgress,
  type ImportProgress,
  type JobProgressReport,
} from './import/import-progress.js';
export { defaultJobSettings, type JobSettings } from './job-settings.js';
export type {
  ExportJobRecord,
  ExportProgress,
  ExportRequest,
  ImportJobRecord,
  ImportRequest,
  JobFilter,
  JobKind,
  JobPage,
  JobRecord,
  JobStatus,
  Jobs,
  OutputLocation,
  ValidationLevel,
} from './jobs.js';
export type { JobLog } from './queue/job-log.js';
