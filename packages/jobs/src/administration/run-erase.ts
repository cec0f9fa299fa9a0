import type { EraseRequest } from './administration-job.js';
import { runBatch, tallyChanges, type AdministrationRun } from './administration-run.js';
import { removeAuditEvents } from './audit-events.js';

const TO_DO = 0;
const DONE = 1;

/** Erases one resource with all versions, whoever wrote it last and when; or one version of it. */
export async function runErase(run: AdministrationRun, request: EraseRequest): Promise<void> {
  const { ledger } = run;
  if (ledger.entry.phase !== TO_DO) return;
  const { type, id, version } = request;
  if (version !== undefined) return eraseOneVersion(run, type, id, version);
  const key = { type, id };
  if (request.deleteAuditEvent) await removeAuditEvents(run, [key], request, () => ({ kind: 'erase' }));
  await runBatch(run, {
    keys: [key],
    phase: DONE,
    placeAfter: () => undefined,
    unchangedSince: undefined,
    decide: () => ({ kind: 'erase' }),
    tally: tallyChanges,
  });
}

async function eraseOneVersion(
  { store, ledger, signal }: AdministrationRun,
  type: string,
  id: string,
  version: number,
): Promise<void> {
  signal.throwIfAborted();
  let next = ledger.entry;
  await store.eraseVersion(type, id, version, async (client, outcome) => {
    const changed = outcome === 'erased' ? 1 : 0;
    const progress = { ...ledger.entry.progress, resources: 1, changed, left: 1 - changed };
    next = { phase: DONE, place: undefined, progress };
    await ledger.write(client, next);
  });
  ledger.committed(next);
}
