import { randomBytes } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import type {
  ExportJobRecord,
  ExportRequest,
  ImportJobRecord,
  ImportRequest,
  JobRecord,
  JobRequest,
  Jobs,
  Placed,
} from '@wellspring/jobs';

/** Jobs that a test moves on itself. */
export interface JobsInMemory extends Jobs {
  /** Changes what `describe` and `list` say of a job. */
  change(jobId: string, facts: Partial<Omit<ImportJobRecord, 'kind' | 'request' | 'jobId'>>): void;
}

/** A `Jobs` that keeps records and does no work, for tests of what stands in front of it. */
export function jobsInMemory(): JobsInMemory {
  const records: JobRecord[] = [];
  const add = <Record extends JobRecord>(record: Record): Record => {
    const known = records.find(
      ({ kind, request }) =>
        kind === record.kind &&
        tokenOf(request) !== undefined &&
        tokenOf(request) === tokenOf(record.request),
    );
    if (known && JSON.stringify(known.request) !== JSON.stringify(record.request))
      throw new WellspringError('client-token-reused', 'clientToken was used before');
    if (known) return known as Record;
    records.unshift(record);
    return record;
  };
  const placed = <Request extends ImportRequest | ExportRequest>(request: Request): Request & Placed => ({
    ...request,
    output: request.output ?? { s3Uri: 's3://own-place/', kmsKeyId: 'key' },
  });
  const notHere = (): Promise<never> => Promise.reject(new Error('The control plane has no such job'));
  const submitted = (request: ImportRequest | ExportRequest) => ({
    jobId: randomBytes(16).toString('hex'),
    dataStoreId: request.dataStoreId,
    status: 'SUBMITTED' as const,
    submittedAt: new Date(),
    ...(request.jobName !== undefined && { jobName: request.jobName }),
  });
  const done = new Set(['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED']);
  return {
    startImport: (request) =>
      settle(() => add<ImportJobRecord>({ kind: 'import', request: placed(request), ...submitted(request) })),
    startExport: (request) =>
      settle(() => add<ExportJobRecord>({ kind: 'export', request: placed(request), ...submitted(request) })),
    startAdministration: notHere,
    startReindex: notHere,
    startQuality: notHere,
    cancelQuality: notHere,
    patchNotes: notHere,
    describe: (kind, dataStoreId, jobId) =>
      Promise.resolve(
        records.find((job) => job.kind === kind && job.dataStoreId === dataStoreId && job.jobId === jobId),
      ),
    list: (kind, dataStoreId, filter, { limit, after }) => {
      const jobs = records.filter(
        (job) =>
          job.kind === kind &&
          job.dataStoreId === dataStoreId &&
          (filter.jobName === undefined || job.jobName === filter.jobName) &&
          (filter.status === undefined || job.status === filter.status) &&
          (filter.submittedBefore === undefined || job.submittedAt < filter.submittedBefore) &&
          (filter.submittedAfter === undefined || job.submittedAt > filter.submittedAfter),
      );
      const start = Number(after ?? 0);
      const more = jobs.length > start + limit;
      return Promise.resolve({
        jobs: jobs.slice(start, start + limit),
        ...(more && { next: String(start + limit) }),
      });
    },
    cancelExport: () => Promise.resolve(undefined),
    exportFiles: () => Promise.resolve([]),
    importOutcomes: () => Promise.resolve(undefined),
    importFailures: () => Promise.resolve([]),
    openFile: () => Promise.resolve(undefined),
    unfinished: (dataStoreId) =>
      Promise.resolve(
        records.filter((job) => job.dataStoreId === dataStoreId && !done.has(job.status)).length,
      ),
    run: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    change(jobId, facts) {
      const index = records.findIndex((job) => job.jobId === jobId);
      records[index] = { ...records[index]!, ...facts } as JobRecord;
    },
  };
}

/** What a function throws becomes the rejection that the interface promises. */
async function settle<Result>(work: () => Result): Promise<Result> {
  return Promise.resolve(work());
}

function tokenOf(request: JobRequest): string | undefined {
  return 'clientToken' in request ? request.clientToken : undefined;
}
