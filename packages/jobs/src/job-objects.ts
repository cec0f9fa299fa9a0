import { WellspringError } from '@wellspring/errors';
import type { ObjectClient } from '@wellspring/objects';
import { JobFailure } from './job-message.js';
import type { JobKind, JobWithFiles } from './jobs.js';

/** Where jobs read and write, and as whom. */
export interface JobObjects {
  /** As the program itself: for files in its own place only. */
  readonly objects: ObjectClient;
  /**
   * As a role, for all else: each object is read, listed or written only where the role may at that moment.
   *
   * @throws WellspringError `access-denied` where there is no such role, or it does not trust this service
   */
  readonly objectsFor: (acting: ActingJob) => Promise<ObjectClient>;
}

/** A job that acts as a role. */
export interface ActingJob {
  /** Undefined: a bulk data import, whose manifest names no role; it has one that the program knows. */
  readonly roleArn: string | undefined;
  readonly kind: JobKind;
  readonly dataStoreId: string;
  /** Undefined: it is only asked whether the role can be used. */
  readonly jobId?: string;
}

/** Where a job writes: in the program's own place as itself, elsewhere as the job's role. */
export async function outputObjects(
  { objects, objectsFor }: JobObjects,
  job: JobWithFiles,
): Promise<ObjectClient> {
  return job.request.own === true ? objects : asRole(objectsFor, job);
}

/** Where an import reads, which is always as its role. */
export async function inputObjects({ objectsFor }: JobObjects, job: JobWithFiles): Promise<ObjectClient> {
  return asRole(objectsFor, job);
}

async function asRole(
  objectsFor: JobObjects['objectsFor'],
  { request, kind, dataStoreId, jobId }: JobWithFiles,
): Promise<ObjectClient> {
  const roleArn = request.dataAccessRoleArn;
  try {
    return await objectsFor({ roleArn, kind, dataStoreId, jobId });
  } catch (error) {
    if (!(error instanceof WellspringError) || error.code !== 'access-denied') throw error;
    const role = roleArn === undefined ? 'of the import' : roleArn;
    throw new JobFailure(`The role ${role} cannot be used: ${error.message}`, { cause: error });
  }
}
