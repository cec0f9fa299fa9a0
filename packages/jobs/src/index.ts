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
  OpenedFile,
  OutputLocation,
  Placed,
  ValidationLevel,
} from './jobs.js';
export { jobFolder } from './job-folder.js';
export { parseS3Uri, s3Uri, type S3Location } from './s3-uri.js';
export type { JobLog } from './queue/job-log.js';
