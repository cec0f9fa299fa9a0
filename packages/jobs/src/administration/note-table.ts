import type { Database } from '@wellspring/database';
import type { TransactionClient } from '../transaction-client.js';
import type { AdministrationProgress, PatchNote, PatchNotes } from './administration-job.js';

/** Notes of each kind that are kept for one job. */
export const MOST_NOTES = 1_000;
/** A message says what is wrong with one resource; a list of all that is wrong would make the answer large. */
const MOST_CHARACTERS = 500;

/** What is to be noted of one transaction. */
export type NewNotes = PatchNotes;

/**
 * Notes resources, as long as there are not too many already.
 *
 * @param before what was done before this transaction: as many are noted, or were too many
 */
export async function insertNotes(
  client: TransactionClient,
  jobId: string,
  before: AdministrationProgress,
  notes: NewNotes,
): Promise<void> {
  const first = { failed: before.customerErrors + before.serverErrors, skipped: before.left };
  for (const outcome of ['failed', 'skipped'] as const) {
    const kept = notes[outcome].slice(0, Math.max(0, MOST_NOTES - first[outcome]));
    if (kept.length === 0) continue;
    await client.query(
      `INSERT INTO wellspring.administration_note (job_id, outcome, ordinal, resource, message)
       SELECT $1::char(32), $2::text, $3::int + o - 1, r, m
       FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS n (r, m, o)`,
      [
        jobId,
        outcome,
        first[outcome],
        kept.map(({ resource }) => resource),
        kept.map(({ message }) => message.slice(0, MOST_CHARACTERS)),
      ],
    );
  }
}

/** What was noted of a job, in the order in which it came to the resources. */
export async function findNotes(database: Database, jobId: string): Promise<PatchNotes> {
  const rows = await database.query<PatchNote & { outcome: keyof PatchNotes }>(
    `SELECT outcome, resource, message FROM wellspring.administration_note
     WHERE job_id = $1 ORDER BY outcome, ordinal`,
    [jobId],
  );
  const of = (wanted: keyof PatchNotes): PatchNote[] =>
    rows.filter(({ outcome }) => outcome === wanted).map(({ resource, message }) => ({ resource, message }));
  return { failed: of('failed'), skipped: of('skipped') };
}
