import { jobMessage } from '../job-message.js';
import type { JobEnd } from '../queue/job-claim.js';
import { s3Uri, type S3Location } from '../s3-uri.js';
import type { ImportProgress } from './import-progress.js';

/**
 * How an import that came to its end has ended. JobProgressReport has no member for what the server
 * failed to store, so that stands in the message.
 *
 * @param output the folder of its logs
 */
export function importEnd(progress: ImportProgress, output: S3Location): JobEnd {
  const { customerErrors, serverErrors, failedFiles } = progress;
  if (customerErrors + serverErrors + failedFiles === 0) return { status: 'COMPLETED', progress };
  if (serverErrors === 0) return { status: 'COMPLETED_WITH_ERRORS', progress };
  const failures = s3Uri(output.bucket, `${output.key}FAILURE/`);
  const message = jobMessage(
    `${serverErrors} resources could not be stored because of a fault of the server: see ${failures} and the log of the server`,
  );
  return { status: 'COMPLETED_WITH_ERRORS', progress, message };
}
