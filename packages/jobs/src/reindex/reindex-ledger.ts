import type { Database } from '@wellspring/database';
import type { WorkPlace } from '@wellspring/store';
import { fenceJob, type JobClaim } from '../queue/job-claim.js';
import type { TransactionClient } from '../transaction-client.js';
import { noReindexProgress, type ReindexProgress } from './reindex-job.js';

/** What such a job does, one after the other, and how far it is. */
export interface ReindexEntry {
  readonly phase: ReindexPhase;
  /** Of its walk; undefined at its beginning. */
  readonly place: WorkPlace | undefined;
  readonly progress: ReindexProgress;
}

/** `take-up` is before all else; the others are walks. */
export const reindexPhases = ['take-up', 'build', 'remove', 'remake', 'done'] as const;

export type ReindexPhase = (typeof reindexPhases)[number];

/** Where a job is, as it stands in the database. */
export interface ReindexLedger {
  readonly entry: ReindexEntry;
  /**
   * Writes the next entry in the transaction that does the work, if the job is still this run's.
   *
   * @throws LeaseLost
   */
  write(client: TransactionClient, next: ReindexEntry): Promise<void>;
  /** The transaction was committed. */
  committed(next: ReindexEntry): void;
}

/** Reads how far earlier runs of a job have come. */
export async function openReindexLedger(
  database: Database,
  { job, attempt }: JobClaim,
  onProgress: (progress: ReindexProgress) => void,
): Promise<ReindexLedger> {
  const { jobId } = job;
  let entry = (await storedReindex(database, jobId)) ?? {
    phase: 'take-up',
    place: undefined,
    progress: noReindexProgress,
  };
  onProgress(entry.progress);
  return {
    get entry() {
      return entry;
    },
    async write(client, { phase, place, progress }) {
      await fenceJob(client, jobId, attempt);
      await client.query(
        `INSERT INTO wellspring.administration_state (job_id, phase, place, progress) VALUES ($1, $2, $3, $4)
         ON CONFLICT (job_id) DO UPDATE
           SET phase = excluded.phase, place = excluded.place, progress = excluded.progress`,
        [jobId, reindexPhases.indexOf(phase), placeText(place), JSON.stringify(progress)],
      );
    },
    committed(next) {
      entry = next;
      onProgress(next.progress);
    },
  };
}

/** How far a job has come; undefined where it has not begun. */
export async function storedReindex(database: Database, jobId: string): Promise<ReindexEntry | undefined> {
  const [row] = await database.query<{ phase: number; place: string | null; progress: ReindexProgress }>(
    'SELECT phase, place, progress FROM wellspring.administration_state WHERE job_id = $1',
    [jobId],
  );
  return (
    row && {
      phase: reindexPhases[row.phase] ?? 'take-up',
      place: placeOf(row.place),
      progress: row.progress,
    }
  );
}

/** `Patient:123`, or `Patient` at its beginning. */
function placeText(place: WorkPlace | undefined): string | null {
  if (place === undefined) return null;
  return place.vid === undefined ? place.type : `${place.type}:${place.vid}`;
}

function placeOf(text: string | null): WorkPlace | undefined {
  if (text === null) return undefined;
  const [type = '', vid] = text.split(':');
  return { type, ...(vid !== undefined && { vid: BigInt(vid) }) };
}
