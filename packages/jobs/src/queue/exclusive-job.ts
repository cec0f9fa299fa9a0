import { WellspringError } from '@wellspring/errors';
import type { JobKind } from '../jobs.js';
import { qualityKind } from '../quality/quality-job.js';
import type { TransactionClient } from '../transaction-client.js';

/**
 * Refuses a job that may not be beside one that waits or runs, under the lock of the data store's jobs. A patch
 * leaves what was written since it was asked for: beside other jobs it would leave all that they write. So it is
 * refused, and not put in line. To index writes no versions: it may be beside any other.
 *
 * @throws WellspringError `job-conflict`
 */
export async function refuseBeside(
  client: TransactionClient,
  kind: JobKind,
  dataStoreId: string,
): Promise<void> {
  // A report reads a snapshot.
  if (kind === qualityKind) return;
  const { rows } = await client.query<{ kind: JobKind }>(
    `SELECT kind FROM wellspring.job
     WHERE data_store_id = $1 AND status IN ('SUBMITTED', 'QUEUED', 'IN_PROGRESS') AND kind NOT IN ('reindex', $3)
       AND $2 <> 'reindex' AND ($2 = 'bulk-patch' OR kind = 'bulk-patch') LIMIT 1`,
    [dataStoreId, kind, qualityKind],
  );
  if (rows[0] !== undefined)
    throw new WellspringError(
      'job-conflict',
      `${kind} cannot begin while a job of the kind ${rows[0].kind} waits or runs for this data store; try again when it has ended`,
    );
}
