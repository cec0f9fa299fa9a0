import type { JobObjects } from './job-objects.js';
import type { JobTidying } from './tidy-jobs.js';

/**
 * Forgets the jobs of data stores that are deleted, when they have ended and left no files: what they were asked to
 * do and what they noted may name patients, and goes as their data have gone.
 */
export async function forgetJobs({
  database,
  registry,
  signal,
}: Omit<JobTidying, keyof JobObjects>): Promise<void> {
  const stores = await database.query<{ id: string }>(
    'SELECT DISTINCT data_store_id AS id FROM wellspring.job',
  );
  for (const { id } of stores) {
    if (signal.aborted) return;
    const status = (await registry.get(id))?.status;
    if (status !== undefined && status !== 'DELETED') continue;
    await database.query(
      `DELETE FROM wellspring.job
       WHERE data_store_id = $1 AND ended_at IS NOT NULL AND (NOT own_files OR files_removed_at IS NOT NULL)`,
      [id],
    );
  }
}
