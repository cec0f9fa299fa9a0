import type { Decision } from '@wellspring/store';
import type { BulkDeleteRequest } from './administration-job.js';
import {
  runWalk,
  tallyChanges,
  walkedUpTo,
  type AdministrationRun,
  type PrepareBatch,
} from './administration-run.js';
import { removeAuditEvents } from './audit-events.js';
import { walkCurrent, walkDeleted } from './resource-walk.js';

/** The phases, in their order. */
const CURRENT = 0;
const DELETED = 1;

/** Deletes or erases all resources of a type that were last written in the time asked for. */
export async function runBulkDelete(run: AdministrationRun, request: BulkDeleteRequest): Promise<void> {
  const { store, ledger, batch } = run;
  const { type, hard, deleteAuditEvent } = request;
  const decide = (): Decision => ({ kind: hard ? 'erase' : 'delete' });
  const unchangedSince = new Date(request.before);
  const withEvents: PrepareBatch = async (keys) => {
    await removeAuditEvents(run, keys, request, decide);
    return keys;
  };
  const prepare = deleteAuditEvent ? withEvents : undefined;

  if (ledger.entry.phase === CURRENT) {
    const after = walkedUpTo(ledger, CURRENT);
    const walk = walkCurrent(store, { kind: 'type', type }, [], request, batch, after);
    await runWalk(run, walk, { phase: CURRENT, unchangedSince, decide, tally: tallyChanges }, prepare);
  }
  if (!hard) return;
  const walk = walkDeleted(store, { type }, request, batch, walkedUpTo(ledger, DELETED));
  await runWalk(run, walk, { phase: DELETED, unchangedSince, decide, tally: tallyChanges }, prepare);
}
