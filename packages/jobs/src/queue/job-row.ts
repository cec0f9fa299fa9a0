import { noProgress } from '../import/import-progress.js';
import type { AdministrationProgress, AdministrationRequest } from '../administration/administration-job.js';
import type { QualityProgress, QualityRequest } from '../quality/quality-job.js';
import type { ReindexProgress, ReindexRequest } from '../reindex/reindex-job.js';
import type {
  ExportProgress,
  ExportRequest,
  ImportRequest,
  JobKind,
  JobRecord,
  JobRequest,
  JobStatus,
  Placed,
} from '../jobs.js';

/** A row of the job table as the queries of this folder select it. */
export interface JobRow {
  readonly id: string;
  readonly sequence: string;
  readonly kind: JobKind;
  readonly data_store_id: string;
  readonly name: string | null;
  readonly status: JobStatus;
  readonly submitted_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly request: JobRequest;
  readonly message: string | null;
  readonly progress: object | null;
  readonly attempt: number;
  readonly transaction_time: Date | null;
  readonly released_at: Date | null;
  readonly expires_at: Date | null;
  readonly files_removed_at: Date | null;
}

/** The columns of a JobRow; bigint as text, so that no driver setting matters. */
export const JOB_COLUMNS = `id, sequence::text, kind, data_store_id, name, status, submitted_at, started_at,
  ended_at, request, message, progress, attempt, transaction_time, released_at, expires_at, files_removed_at`;

/** The record of a row. */
export function jobRecord(row: JobRow): JobRecord {
  const facts = {
    jobId: row.id,
    dataStoreId: row.data_store_id,
    ...(row.name !== null && { jobName: row.name }),
    status: row.status,
    submittedAt: row.submitted_at,
    ...(row.started_at !== null && { startedAt: row.started_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.message !== null && { message: row.message }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.files_removed_at !== null && { filesRemovedAt: row.files_removed_at }),
  };
  switch (row.kind) {
    case 'import':
      return {
        ...facts,
        kind: 'import',
        request: row.request as ImportRequest & Placed,
        ...(row.progress !== null && { progress: { ...noProgress, ...row.progress } }),
      };
    case 'export':
      return {
        ...facts,
        kind: 'export',
        request: row.request as ExportRequest & Placed,
        ...(row.transaction_time !== null && { transactionTime: row.transaction_time }),
        ...(row.released_at !== null && { releasedAt: row.released_at }),
        ...(row.progress !== null && { progress: row.progress as ExportProgress }),
      };
    case 'bulk-delete':
    case 'erase':
    case 'purge':
    case 'bulk-patch':
      return {
        ...facts,
        kind: row.kind,
        request: row.request as AdministrationRequest,
        ...(row.progress !== null && { progress: row.progress as AdministrationProgress }),
      };
    case 'reindex':
      return {
        ...facts,
        kind: 'reindex',
        request: row.request as ReindexRequest,
        ...(row.progress !== null && { progress: row.progress as ReindexProgress }),
      };
    case 'data-quality':
      return {
        ...facts,
        kind: row.kind,
        request: row.request as QualityRequest,
        ...(row.progress !== null && { progress: row.progress as QualityProgress }),
      };
  }
  row.kind satisfies never;
}
