import type { Database } from '@wellspring/database';
import { fenceJob, type JobClaim } from '../queue/job-claim.js';
import type { TransactionClient } from '../transaction-client.js';
import { noAdministrationProgress, type AdministrationProgress } from './administration-job.js';
import { insertNotes, type NewNotes } from './note-table.js';

/** How far a job is. */
export interface LedgerEntry {
  readonly phase: number;
  /** What the phase goes on after; undefined at its beginning. */
  readonly place: string | undefined;
  readonly progress: AdministrationProgress;
}

/** What a job has done, as it stands in the database. */
export interface Ledger {
  /** The last entry that was committed. */
  readonly entry: LedgerEntry;
  /**
   * Writes the next entry in the transaction that does the work, if the job is still this run's.
   *
   * @throws LeaseLost
   */
  write(client: TransactionClient, next: LedgerEntry, notes?: NewNotes): Promise<void>;
  /** The transaction was committed. */
  committed(next: LedgerEntry): void;
}

/** Reads what earlier runs of a job have done. */
export async function openLedger(
  database: Database,
  { job, attempt }: JobClaim,
  onProgress: (progress: AdministrationProgress) => void,
): Promise<Ledger> {
  const { jobId } = job;
  const stored = await storedEntry(database, jobId);
  let entry: LedgerEntry = stored ?? { phase: 0, place: undefined, progress: noAdministrationProgress };
  onProgress(entry.progress);
  return {
    get entry() {
      return entry;
    },
    async write(client, { phase, place, progress }, notes) {
      await fenceJob(client, jobId, attempt);
      await client.query(
        `INSERT INTO wellspring.administration_state (job_id, phase, place, progress) VALUES ($1, $2, $3, $4)
         ON CONFLICT (job_id) DO UPDATE
           SET phase = excluded.phase, place = excluded.place, progress = excluded.progress`,
        [jobId, phase, place ?? null, JSON.stringify(progress)],
      );
      if (notes !== undefined) await insertNotes(client, jobId, entry.progress, notes);
    },
    committed(next) {
      entry = next;
      onProgress(next.progress);
    },
  };
}

/** What a job has done; undefined where it has not begun. */
export async function storedEntry(database: Database, jobId: string): Promise<LedgerEntry | undefined> {
  const [row] = await database.query<{
    phase: number;
    place: string | null;
    progress: AdministrationProgress;
  }>('SELECT phase, place, progress FROM wellspring.administration_state WHERE job_id = $1', [jobId]);
  return row && { phase: row.phase, place: row.place ?? undefined, progress: row.progress };
}
