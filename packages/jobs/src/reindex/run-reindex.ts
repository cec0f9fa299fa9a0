import type { Database } from '@wellspring/database';
import type { DataStore, DataStoreRegistry, ParameterWork } from '@wellspring/store';
import { JobFailure } from '../job-message.js';
import type { JobSettings } from '../job-settings.js';
import type { ReindexJobRecord } from '../jobs.js';
import type { JobClaim, JobEnd } from '../queue/job-claim.js';
import type { ReindexProgress } from './reindex-job.js';
import { openReindexLedger, reindexPhases, type ReindexEntry, type ReindexLedger } from './reindex-ledger.js';

/** What such a job works with. */
export interface ReindexContext {
  readonly database: Database;
  readonly registry: DataStoreRegistry;
  readonly settings: JobSettings;
  readonly claim: JobClaim;
  readonly job: ReindexJobRecord;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReindexProgress) => void;
}

interface Run extends Pick<ReindexContext, 'settings' | 'signal' | 'database'> {
  readonly store: DataStore;
  readonly ledger: ReindexLedger;
}

/**
 * Indexes the resources of a data store by search parameters that are new, removes the rows of old ones, or makes all
 * rows anew, from where the job stands to its end: transaction by transaction, each of which writes down how far it is.
 *
 * @throws JobFailure where it cannot go on; LeaseLost; whatever else breaks it, to be tried again
 */
export async function runReindex(context: ReindexContext): Promise<JobEnd> {
  const { database, registry, settings, claim, job, signal, onProgress } = context;
  const store = await registry.open(job.dataStoreId);
  if (store === undefined) throw new JobFailure('The data store is not active any more');
  const index = store.parameterIndex;
  const ledger = await openReindexLedger(database, claim, onProgress);
  const run: Run = { store, ledger, settings, signal, database };

  if (ledger.entry.phase === 'take-up') {
    await index.sync();
    await index.takeUp(signal);
    await goOn(run, { phase: 'build', place: undefined, progress: ledger.entry.progress });
  }
  for (const kind of ['build', 'remove'] as const) {
    if (isPast(ledger, kind)) continue;
    const work = (await index.inHand()).find((each) => each.kind === kind);
    if (work !== undefined) {
      await walk(run, work);
      await index.end(work);
    }
    await goOn(run, {
      phase: kind === 'build' ? 'remove' : 'remake',
      place: undefined,
      progress: ledger.entry.progress,
    });
  }
  if (!isPast(ledger, 'remake') && job.request.scope === 'all') await walk(run, await index.whole(signal));
  const { resources, estimated } = ledger.entry.progress;
  return { status: 'COMPLETED', progress: { resources, estimated } };
}

function isPast({ entry }: ReindexLedger, phase: ReindexEntry['phase']): boolean {
  return reindexPhases.indexOf(entry.phase) > reindexPhases.indexOf(phase);
}

/** Goes through the resources of a work, after those that an earlier run has gone through. */
async function walk({ store, ledger, settings, signal }: Run, work: ParameterWork): Promise<void> {
  const index = store.parameterIndex;
  let { place } = ledger.entry;
  let { progress } = ledger.entry;
  if (place === undefined)
    progress = { ...progress, estimated: progress.resources + (await index.count(work)) };
  const { kind } = work;
  do {
    signal.throwIfAborted();
    let written = ledger.entry;
    place = await index.indexSome(work, place, settings.changeBatch, async (client, next, resources) => {
      const sum = progress.resources + resources;
      written = { phase: kind, place: next, progress: { ...progress, resources: sum, doing: kind } };
      await ledger.write(client, written);
    });
    ledger.committed(written);
    ({ progress } = written);
  } while (place !== undefined);
}

async function goOn({ database, ledger }: Run, next: ReindexEntry): Promise<void> {
  await database.transaction((client) => ledger.write(client, next));
  ledger.committed(next);
}
