import { WellspringError, type ErrorCode } from '@wellspring/errors';
import type { ObjectClient } from '@wellspring/objects';
import { JobFailure } from './job-message.js';
import { s3Uri, type S3Location } from './s3-uri.js';
import { isUnavailable } from './unavailable.js';

// What the owner of a job has to mend; anything else may pass, and is tried again.
const LASTING: ReadonlySet<string> = new Set([
  'no-such-bucket',
  'no-such-key',
  'access-denied',
  'invalid-bucket-name',
  'key-too-long',
] satisfies ErrorCode[]);

/** What a job does in the object store. */
export type ObjectAccess = 'listed' | 'read' | 'written';

/**
 * An error of the object store as the reason why a job fails, or the error as it is. The message of
 * an object store names neither bucket nor key, so the reason does.
 */
export function objectFailure(error: unknown, { bucket, key }: S3Location, access: ObjectAccess): unknown {
  if (!(error instanceof WellspringError) || !LASTING.has(error.code)) return error;
  return new JobFailure(unusable({ bucket, key }, access, error.message), { cause: error });
}

/**
 * Finds out whether a job may write its output, before it does anything else, by writing and
 * removing an empty object, as the service does.
 *
 * @throws JobFailure
 */
export async function checkOutput(objects: ObjectClient, output: S3Location): Promise<void> {
  const { bucket } = output;
  const key = `${output.key}.write_access_check_file.temp`;
  try {
    await objects.put(bucket, key, Buffer.alloc(0));
  } catch (error) {
    if (isUnavailable(error)) throw error;
    // What is no WellspringError names folders of this server, which are its operator's business.
    const reason = error instanceof WellspringError ? error.message : "the server's log holds the cause";
    throw new JobFailure(unusable(output, 'written', reason), { cause: error });
  }
  // Whoever may write need not be allowed to delete.
  await objects.delete(bucket, key).catch(() => undefined);
}

function unusable({ bucket, key }: S3Location, access: ObjectAccess, reason: string): string {
  const role = access === 'written' ? 'output' : 'input';
  return `The ${role} ${s3Uri(bucket, key)} cannot be ${access}: ${reason}`;
}
