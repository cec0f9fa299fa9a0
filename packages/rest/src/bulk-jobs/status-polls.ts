import { createTokenBuckets } from '@wellspring/http';

/** How often the status of each job is asked for. */
export interface StatusPolls {
  /**
   * Counts a request for the status of a job.
   *
   * @returns undefined where it is answered; else after how many seconds it may be repeated
   */
  count(jobId: string): number | undefined;
}

/** Jobs that are kept in memory; a client that asks for another soon after is one that is not slowed down. */
const mostJobs = 1_000;

/**
 * Slows down clients that ask much more often than `Retry-After` says: so many requests a minute for each job, all
 * at once or evenly ("servers should ... respond with a 429 status code in addition to the Retry-After header").
 * A process counts by itself, and in memory only.
 *
 * @param perMinute 0: any number
 * @param now milliseconds that only go forward
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-status-request
 */
export function createStatusPolls(perMinute: number, now?: () => number): StatusPolls {
  const buckets = createTokenBuckets(mostJobs, now);
  const rate = { perSecond: perMinute / 60, burst: perMinute };
  return { count: (jobId) => (perMinute === 0 ? undefined : buckets.take(jobId, rate)) };
}
