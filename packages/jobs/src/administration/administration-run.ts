import type { DecidedOutcome, Decision, DataStore, HeldResource, ResourceKey } from '@wellspring/store';
import type { AdministrationProgress } from './administration-job.js';
import type { Ledger } from './ledger.js';
import type { NewNotes } from './note-table.js';
import type { WalkedResource } from './resource-walk.js';

/** What one run of a job works with. */
export interface AdministrationRun {
  readonly store: DataStore;
  readonly ledger: Ledger;
  /** Aborted when the job must not go on here; looked at between transactions. */
  readonly signal: AbortSignal;
  /** Resources that one transaction changes at most. */
  readonly batch: number;
}

/** One transaction of a job. */
export interface Batch {
  readonly keys: readonly ResourceKey[];
  readonly phase: number;
  /** Where the phase is once the first so many of the keys are done. */
  readonly placeAfter: (done: number) => string | undefined;
  /** Resources that were written at this moment or later are left. */
  readonly unchangedSince: Date | undefined;
  readonly decide: (resource: HeldResource) => Decision | Promise<Decision>;
  readonly tally: (outcomes: readonly DecidedOutcome[]) => Tally;
}

/** What the outcomes of one transaction add to the counts; an estimate takes the place of an earlier one. */
export interface Tally {
  readonly counts: Partial<AdministrationProgress>;
  readonly notes?: NewNotes;
}

/** Does one transaction's worth of a batch, and counts it in the same transaction; how many of the keys. */
export async function runBatch({ store, ledger, signal }: AdministrationRun, batch: Batch): Promise<number> {
  signal.throwIfAborted();
  const { keys, unchangedSince, decide } = batch;
  let next = ledger.entry;
  const outcomes = await store.changeMany(
    keys,
    { decide, ...(unchangedSince !== undefined && { unchangedSince }) },
    async (client, done) => {
      const { counts, notes } = batch.tally(done);
      const progress = add(ledger.entry.progress, counts);
      next = { phase: batch.phase, place: batch.placeAfter(done.length), progress };
      await ledger.write(client, next, notes);
    },
  );
  ledger.committed(next);
  return outcomes.length;
}

/** What comes before a batch, in transactions of its own; it gives those of the keys, the first, that it was for. */
export type PrepareBatch = (keys: readonly WalkedResource[]) => Promise<readonly WalkedResource[]>;

/** Goes through the pages of a walk. */
export async function runWalk(
  run: AdministrationRun,
  walk: AsyncIterable<readonly WalkedResource[]>,
  batch: Pick<Batch, 'phase' | 'unchangedSince' | 'decide' | 'tally'>,
  prepare?: PrepareBatch,
): Promise<void> {
  for await (const page of walk) {
    let rest = page;
    while (rest.length > 0) {
      const keys = prepare === undefined ? rest : await prepare(rest);
      const done = await runBatch(run, {
        ...batch,
        keys,
        placeAfter: (count) => String(keys[count - 1]!.vid),
      });
      rest = rest.slice(done);
    }
  }
}

/** The version id that a phase goes on after; undefined where it has not begun. */
export function walkedUpTo({ entry }: Ledger, phase: number): bigint | undefined {
  return entry.phase === phase && entry.place !== undefined ? BigInt(entry.place) : undefined;
}

/** What was changed and what was left, where nothing can fail. */
export function tallyChanges(outcomes: readonly DecidedOutcome[]): Tally {
  const changed = outcomes.filter(({ outcome }) => isChange(outcome)).length;
  return { counts: { resources: outcomes.length, changed, left: outcomes.length - changed } };
}

/** Whether a resource was deleted, erased or replaced. */
export function isChange(outcome: DecidedOutcome['outcome']): boolean {
  switch (outcome.kind) {
    case 'delete':
    case 'erase':
    case 'replace':
      return true;
    case 'leave':
    case 'not-found':
    case 'changed-since':
      return false;
    default:
      return outcome satisfies never;
  }
}

function add(
  progress: AdministrationProgress,
  counts: Partial<AdministrationProgress>,
): AdministrationProgress {
  return {
    ...progress,
    resources: progress.resources + (counts.resources ?? 0),
    changed: progress.changed + (counts.changed ?? 0),
    left: progress.left + (counts.left ?? 0),
    customerErrors: progress.customerErrors + (counts.customerErrors ?? 0),
    serverErrors: progress.serverErrors + (counts.serverErrors ?? 0),
    auditEvents: progress.auditEvents + (counts.auditEvents ?? 0),
    ...(counts.estimated !== undefined && { estimated: counts.estimated }),
  };
}
