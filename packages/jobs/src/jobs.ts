import {
  administrationKinds,
  type AdministrationKind,
  type AdministrationProgress,
  type AdministrationRequest,
  type PatchNotes,
} from './administration/administration-job.js';
import type { ImportProgress } from './import/import-progress.js';

/** Every kind of job. */
export const jobKinds = ['import', 'export', ...administrationKinds] as const;

/** What a job does. */
export type JobKind = (typeof jobKinds)[number];

/**
 * The state of a job, in the words of the HealthLake API. SUBMITTED is next in line and about to be
 * taken, QUEUED waits behind another job of its data store and kind.
 */
export type JobStatus =
  'SUBMITTED' | 'QUEUED' | 'IN_PROGRESS' | 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED';

/** How strictly an import validates. Kept with the job; every level validates the structure today. */
export type ValidationLevel = 'strict' | 'structure-only' | 'minimal';

/** Where a job writes: the folder it makes lies below this address. */
export interface OutputLocation {
  /** `s3://bucket` or `s3://bucket/folder/`. */
  readonly s3Uri: string;
  /** Kept and returned; the object store's own encryption applies. */
  readonly kmsKeyId: string;
}

/** What StartFHIRImportJob asks for. */
export interface ImportRequest {
  readonly dataStoreId: string;
  readonly jobName?: string;
  /** One object, or a folder: everything below it is read. */
  readonly inputS3Uri: string;
  readonly output: OutputLocation;
  readonly dataAccessRoleArn: string;
  readonly validationLevel?: ValidationLevel;
  /** The same token with the same request starts one job only. */
  readonly clientToken?: string;
}

/** What StartFHIRExportJob asks for. */
export interface ExportRequest {
  readonly dataStoreId: string;
  readonly jobName?: string;
  readonly output: OutputLocation;
  readonly dataAccessRoleArn: string;
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
}

/** An import job as it stands. */
export interface ImportJobRecord extends JobFacts {
  readonly kind: 'import';
  readonly request: ImportRequest;
  /** Counts so far; absent until the job has begun. */
  readonly progress?: ImportProgress;
}

/** An export job as it stands. */
export interface ExportJobRecord extends JobFacts {
  readonly kind: 'export';
  readonly request: ExportRequest;
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

/** A job as it stands. */
export type JobRecord = ImportJobRecord | ExportJobRecord | AdministrationJobRecord;

/** What a job was asked for. */
export type JobRequest = ImportRequest | ExportRequest | AdministrationRequest;

/** How far a job is. */
export type JobProgress = ImportProgress | ExportProgress | AdministrationProgress;

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
  /** How many jobs of a data store wait or run. */
  unfinished(dataStoreId: string): Promise<number>;
  /** Begins taking jobs, those that an earlier process left unfinished first. */
  run(): Promise<void>;
  /**
   * Stops taking jobs, lets batches in flight finish (at most 5 seconds) and gives the running jobs
   * back to the queue, where this or another process goes on with them.
   */
  stop(): Promise<void>;
}
