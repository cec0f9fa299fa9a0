import { WellspringError } from '@wellspring/errors';
import type { Jobs, JobWithFiles } from '@wellspring/jobs';
import type { Exchange } from '../interactions/exchange.js';
import { isOwnExport } from '../visibility/export-rights.js';

/**
 * The jobs.
 *
 * @throws WellspringError `interaction-not-supported` where the server has none
 */
export function jobsOf({ jobs }: Exchange): Jobs {
  if (jobs === undefined) throw new WellspringError('interaction-not-supported', 'This server runs no jobs');
  return jobs;
}

/**
 * A job of this data store that its client has not given up. Bearers of tokens know their own only.
 *
 * @throws WellspringError `job-not-found`, also for a job of another data store
 */
export async function knownJob(
  exchange: Exchange,
  kind: JobWithFiles['kind'],
  jobId: string,
): Promise<JobWithFiles> {
  const job = await jobsOf(exchange).describe(kind, exchange.store.id, jobId);
  const isGivenUp = job?.kind === 'export' && job.releasedAt !== undefined;
  const { permissions } = exchange;
  const isHidden = permissions !== undefined && (job?.kind !== 'export' || !isOwnExport(permissions, job));
  if ((job?.kind !== 'import' && job?.kind !== 'export') || isGivenUp || isHidden)
    throw new WellspringError('job-not-found', `There is no ${kind} job with this id`);
  return job;
}
