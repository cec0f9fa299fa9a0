import type { ValidationLevel } from '@wellspring/fhir';
import type { Readable } from 'node:stream';
import {
  administrationKinds,
  type AdministrationKind,
  type AdministrationProgress,
  type AdministrationRequest,
  type PatchNotes,
} from './administration/administration-job.js';
import type { BulkExport } from './export/bulk/bulk-export.js';
import type { ExportFile } from './export/export-file-table.js';
import type { ImportProgress } from './import/import-progress.js';
import { qualityKind, type QualityProgress, type QualityRequest } from './quality/quality-job.js';
import type { ReindexProgress, ReindexRequest } from './reindex/reindex-job.js';

/** Every kind of job. */
export const jobKinds = ['import', 'export', ...administrationKinds, 'reindex', qualityKind] as const;

/** What a job does. */
export type JobKind = (typeof jobKinds)[number];

/**
 * The state of a job, in the words of the HealthLake API. SUBMITTED is next in line and about to be
 * taken, QUEUED waits behind another job of its data store and kind.
 */
export type JobStatus =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'COMPLETED_WITH_ERRORS'
  | 'FAILED'
  | 'CANCEL_SUBMITTED'
  | 'CANCEL_COMPLETED';

/** Where a job writes: the folder it makes lies below this address. */
export interface OutputLocation {
  /** `s3://bucket` or `s3://bucket/folder/`. */
  readonly s3Uri: string;
  /** Kept and returned; the object store's own encryption applies. */
  readonly kmsKeyId: string;
}

/** What is kept of a request beside what it says. */
export interface Placed {
  readonly output: OutputLocation;
  /** The output is the program's own place: its files are served for a time, and then removed. */
  readonly own?: true;
}

/** What StartFHIRImportJob or a bulk data import asks for. */
export interface ImportRequest {
  readonly dataStoreId: string;
  readonly jobName?: string;
  /** One object, or a folder: everything below it is read, or the `inputs` there. */
  readonly inputS3Uri: string;
  /** Objects in the bucket of `inputS3Uri`, by their keys; only they are read. */
  readonly inputs?: readonly string[];
  /** Absent: a place of the program's own. */
  readonly output?: OutputLocation;
  readonly dataAccessRoleArn?: string;
  /** A bulk data import: the address of its kick-off request. */
  readonly bulk?: { readonly request: string };
  /** Absent: as the data store is set, else as the operator has set it. */
  readonly validationLevel?: ValidationLevel;
  /** The same token with the same request starts one job only. */
  readonly clientToken?: string;
}

/** What became of one file of a bulk import. */
export interface ImportOutcome {
  /** In the bucket of the input. */
  readonly key: string;
  /** Resources that were stored. */
  readonly imported: number;
  /** Lines that were not. */
  readonly refused: number;
  /** The name of the log that says why, below the job's folder: `FAILURE/x.ndjson`; absent where there is none. */
  readonly log?: string;
}

/** What StartFHIRExportJob or a bulk data export asks for. */
export interface ExportRequest {
  readonly dataStoreId: string;
  readonly jobName?: string;
  /** Absent: a place of the program's own. */
  readonly output?: OutputLocation;
  readonly dataAccessRoleArn?: string;
  /** Absent: every current resource. */
  readonly bulk?: BulkExport;
  /** Whose it is, where nobody else may ask for it: made and read by whoever starts it. */
  readonly owner?: string;
  /** The same token with the same request starts one job only. */
  readonly clientToken?: string;
}

interface JobFacts {
  /** 32 hexadecimal digits. */
  readonly jobId: string;
  readonly dataStoreId: string;
  readonly jobName?: string;
  readonly status: JobStatus;
  readonly submittedAt: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** Why a job failed, in the characters the service model allows for `Message`. */
  readonly message?: string;
  /** Its files in the program's own place are there until then; absent where they are elsewhere. */
  readonly expiresAt?: Date;
  /** When they were removed. */
  readonly filesRemovedAt?: Date;
}

/** An import job as it stands. */
export interface ImportJobRecord extends JobFacts {
  readonly kind: 'import';
  readonly request: ImportRequest & Placed;
  /** Counts so far; absent until the job has begun. */
  readonly progress?: ImportProgress;
}

/** An export job as it stands. */
export interface ExportJobRecord extends JobFacts {
  readonly kind: 'export';
  readonly request: ExportRequest & Placed;
  /** The moment that it is of; absent until it has ended. */
  readonly transactionTime?: Date;
  /** Its client has cancelled it, or given it up. */
  readonly releasedAt?: Date;
  /** Resources and files written so far; absent until the job has begun. */
  readonly progress?: ExportProgress;
}

/** How far an export is. */
export interface ExportProgress {
  readonly resources: number;
  readonly files: number;
  readonly bytes: number;
}

/** A job that deletes or changes many resources, as it stands. */
export interface AdministrationJobRecord extends JobFacts {
  readonly kind: AdministrationKind;
  readonly request: AdministrationRequest;
  /** Counts so far; absent until the job has begun. */
  readonly progress?: AdministrationProgress;
}

/** A job that makes index rows, as it stands. */
export interface ReindexJobRecord extends JobFacts {
  readonly kind: 'reindex';
  readonly request: ReindexRequest;
  /** Counts so far; absent until the job has begun. */
  readonly progress?: ReindexProgress;
}

/** A job that reports on data quality, as it stands. */
export interface QualityJobRecord extends JobFacts {
  readonly kind: typeof qualityKind;
  readonly request: QualityRequest;
  /** Absent until the job has begun. */
  readonly progress?: QualityProgress;
}

/** A job that reads or writes files. */
export type JobWithFiles = ImportJobRecord | ExportJobRecord;

/** A job as it stands. */
export type JobRecord =
  ImportJobRecord | ExportJobRecord | AdministrationJobRecord | ReindexJobRecord | QualityJobRecord;

/** What a job was asked for. */
export type JobRequest =
  ((ImportRequest | ExportRequest) & Placed) | AdministrationRequest | ReindexRequest | QualityRequest;

/** How far a job is. */
export type JobProgress =
  ImportProgress | ExportProgress | AdministrationProgress | ReindexProgress | QualityProgress;

/** Which jobs of a data store to list; all that is given must hold. */
export interface JobFilter {
  readonly jobName?: string;
  readonly status?: JobStatus;
  readonly submittedBefore?: Date;
  readonly submittedAfter?: Date;
}

/** One page of a list of jobs, newest first. */
export interface JobPage {
  readonly jobs: readonly JobRecord[];
  /** Where the next page starts; absent on the last page. A plain number in digits, not secret. */
  readonly next?: string;
}

/** A file on its way out. The stream has to be read or destroyed. */
export interface OpenedFile {
  readonly body: Readable;
  /** Bytes. */
  readonly size: number;
}

/** The jobs of all data stores. */
export interface Jobs {
  /**
   * Puts an import in line. It begins at once where no other import of the data store runs.
   *
   * @throws WellspringError `data-store-not-found`, `data-store-not-active`, `job-queue-full`,
   * `client-token-reused` (the token came with another request before) or `invalid-s3-uri`
   */
  startImport(request: ImportRequest): Promise<ImportJobRecord>;
  /** Puts an export in line; throws as `startImport` does. */
  startExport(request: ExportRequest): Promise<ExportJobRecord>;
  /**
   * Puts a job in line that deletes or changes many resources. A patch runs alone: it is refused while there is any
   * other job of the data store, and other jobs are refused while there is a patch.
   *
   * @throws WellspringError as `startImport` does, and `job-conflict`
   */
  startAdministration(request: AdministrationRequest): Promise<AdministrationJobRecord>;
  /**
   * Puts a job in line that indexes the resources of a data store anew, wholly or by its own search parameters that
   * have changed; the latter begin by themselves, too. Resources are written and searched meanwhile.
   *
   * @throws WellspringError as `startImport` does
   */
  startReindex(request: ReindexRequest): Promise<ReindexJobRecord>;
  /**
   * Puts a report on data quality in line. It reads one snapshot, changes nothing and disturbs no other job.
   *
   * @throws WellspringError as `startImport` does, and `job-not-found` for an import that is not there or still runs
   */
  startQuality(request: QualityRequest): Promise<QualityJobRecord>;
  /** Cancels a report that waits or runs. Undefined where there is none. */
  cancelQuality(dataStoreId: string, jobId: string): Promise<QualityJobRecord | undefined>;
  /** The resources that a `bulk-patch` job of a data store left, the first thousand of each kind. */
  patchNotes(jobId: string): Promise<PatchNotes>;
  /** One job of a data store, or undefined where there is none of this kind and id. */
  describe(kind: JobKind, dataStoreId: string, jobId: string): Promise<JobRecord | undefined>;
  /** Jobs of a data store, newest first, `limit` to a page; `after` is the `next` of the page before. */
  list(
    kind: JobKind,
    dataStoreId: string,
    filter: JobFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<JobPage>;
  /**
   * Cancels an export, or gives up one that has ended; its files in the program's own place are removed, and all
   * that a cancelled one has written. Undefined where there is none, or that was done before.
   */
  cancelExport(dataStoreId: string, jobId: string): Promise<ExportJobRecord | undefined>;
  /** The files of an export, in the order of its manifest; none before it has ended. */
  exportFiles(jobId: string): Promise<readonly ExportFile[]>;
  /**
   * What became of each file that a bulk import names, in the order of its manifest. Undefined before it has ended,
   * where it names none, and when its logs were removed.
   */
  importOutcomes(job: ImportJobRecord): Promise<readonly ImportOutcome[] | undefined>;
  /** The names of an import's logs of lines that were refused: `FAILURE/x.ndjson`; none before it has ended. */
  importFailures(job: ImportJobRecord): Promise<readonly string[]>;
  /**
   * Opens a file of a job in the program's own place, by its name below the job's folder. Undefined where there is
   * none, or not any more.
   */
  openFile(job: JobWithFiles, name: string): Promise<OpenedFile | undefined>;
  /** How many jobs of a data store wait or run, reports on data quality left out. */
  unfinished(dataStoreId: string): Promise<number>;
  /** Begins taking jobs, those that an earlier process left unfinished first. */
  run(): Promise<void>;
  /**
   * Stops taking jobs, lets batches in flight finish (at most 5 seconds) and gives the running jobs
   * back to the queue, where this or another process goes on with them.
   */
  stop(): Promise<void>;
}
