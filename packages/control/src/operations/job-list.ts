import { WellspringError } from '@wellspring/errors';
import type { JobFilter, JobKind, JobRecord, Jobs, JobStatus } from '@wellspring/jobs';
import type { DataStoreRegistry } from '@wellspring/store';
import type { ListFHIRImportJobsRequest, JobStatus as ModelledStatus } from '../generated/shapes.js';
import { momentOf } from '../protocol/epoch-seconds.js';
import type { NextTokens } from '../protocol/next-token.js';
import { knownDataStore } from './known-data-store.js';

/** Results on a page where the request names no MaxResults. */
export const DEFAULT_RESULTS = 100;

/** ListFHIRImportJobs and ListFHIRExportJobs take the same members. */
type ListRequest = ListFHIRImportJobsRequest;

/** The request's filters; undefined where no job can meet them. */
export function jobFilter(input: ListRequest): JobFilter | undefined {
  const status = input.JobStatus && reachedStatus(input.JobStatus);
  if (input.JobStatus !== undefined && status === undefined) return undefined;
  return {
    ...(input.JobName !== undefined && { jobName: input.JobName }),
    ...(status !== undefined && { status }),
    ...(input.SubmittedBefore !== undefined && { submittedBefore: momentOf(input.SubmittedBefore) }),
    ...(input.SubmittedAfter !== undefined && { submittedAfter: momentOf(input.SubmittedAfter) }),
  };
}

/** The cancellation of a job is over at once or has been asked for: it is never seen under way, or failed. */
function reachedStatus(status: ModelledStatus): JobStatus | undefined {
  switch (status) {
    case 'CANCEL_IN_PROGRESS':
    case 'CANCEL_FAILED':
      return undefined;
    case 'SUBMITTED':
    case 'QUEUED':
    case 'IN_PROGRESS':
    case 'COMPLETED_WITH_ERRORS':
    case 'COMPLETED':
    case 'FAILED':
    case 'CANCEL_SUBMITTED':
    case 'CANCEL_COMPLETED':
      return status;
    default:
      return status satisfies never;
  }
}

/** One page of jobs, newest first, and the token of the next. */
export async function jobPage(
  jobs: Jobs,
  kind: JobKind,
  { DatastoreId, MaxResults, NextToken }: ListRequest,
  filter: JobFilter | undefined,
  tokens: NextTokens,
): Promise<{ readonly jobs: readonly JobRecord[]; readonly nextToken: string | undefined }> {
  const scope = ['jobs', kind, DatastoreId, filter ?? null];
  const after = NextToken ? tokens.open(scope, NextToken) : undefined;
  if (!filter) return { jobs: [], nextToken: undefined };
  const page = await jobs.list(kind, DatastoreId, filter, {
    limit: MaxResults ?? DEFAULT_RESULTS,
    ...(after !== undefined && { after }),
  });
  return { jobs: page.jobs, nextToken: page.next && tokens.seal(scope, page.next) };
}

/** The jobs of one kind, typed as such. */
export function pickKind<Kind extends JobKind>(
  jobs: readonly JobRecord[],
  kind: Kind,
): readonly Extract<JobRecord, { kind: Kind }>[] {
  return jobs.filter((job): job is Extract<JobRecord, { kind: Kind }> => job.kind === kind);
}

/** What is missing: the data store, or the job in it. */
export async function jobNotFound(
  registry: DataStoreRegistry,
  kind: JobKind,
  dataStoreId: string,
  jobId: string,
): Promise<WellspringError> {
  await knownDataStore(registry, dataStoreId);
  return new WellspringError('job-not-found', `The data store has no ${kind} job with the id ${jobId}`);
}
