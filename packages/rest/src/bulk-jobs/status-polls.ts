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
export function createStatusPolls(
  perMinute: number,
  now: () => number = () => performance.now(),
): StatusPolls {
  // The one that was asked for longest ago stands first.
  const left = new Map<string, { readonly requests: number; readonly at: number }>();
  const perMs = perMinute / 60_000;
  return {
    count(jobId) {
      if (perMinute === 0) return undefined;
      const at = now();
      const before = left.get(jobId);
      const requests =
        before === undefined ? perMinute : Math.min(perMinute, before.requests + (at - before.at) * perMs);
      const isAnswered = requests >= 1;
      left.delete(jobId);
      left.set(jobId, { requests: isAnswered ? requests - 1 : requests, at });
      if (left.size > mostJobs) left.delete(left.keys().next().value!);
      return isAnswered ? undefined : Math.ceil((1 - requests) / perMs / 1000);
    },
  };
}
