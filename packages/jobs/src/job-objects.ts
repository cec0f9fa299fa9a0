import { WellspringError } from '@wellspring/errors';
import type { ObjectClient } from '@wellspring/objects';
import { JobFailure } from './job-message.js';
import type { JobWithFiles } from './jobs.js';

/** Where jobs read and write, and as whom. */
export interface JobObjects {
  /** As the program itself: for files in its own place only. */
  readonly objects: ObjectClient;
  /**
   * As a role, for all else: each object is read, listed or written only where the role may at that moment.
   *
   * @param roleArn undefined: a bulk data import, whose manifest names no role; it has one that the program knows
   * @throws WellspringError `access-denied` where there is no such role, or it does not trust this service
   */
  readonly objectsFor: (roleArn: string | undefined) => Promise<ObjectClient>;
}

/** Where a job writes: in the program's own place as itself, elsewhere as the job's role. */
export async function outputObjects(
  { objects, objectsFor }: JobObjects,
  { request }: JobWithFiles,
): Promise<ObjectClient> {
  return request.own === true ? objects : asRole(objectsFor, request.dataAccessRoleArn);
}

/** Where an import reads, which is always as its role. */
export async function inputObjects({ objectsFor }: JobObjects, job: JobWithFiles): Promise<ObjectClient> {
  return asRole(objectsFor, job.request.dataAccessRoleArn);
}

async function asRole(
  objectsFor: JobObjects['objectsFor'],
  roleArn: string | undefined,
): Promise<ObjectClient> {
  try {
    return await objectsFor(roleArn);
  } catch (error) {
    if (!(error instanceof WellspringError) || error.code !== 'access-denied') throw error;
    const role = roleArn === undefined ? 'of the import' : roleArn;
    throw new JobFailure(`The role ${role} cannot be used: ${error.message}`, { cause: error });
  }
}
