import type { Decision, HeldResource, ResourceKey } from '@wellspring/store';
import type { ChangedBetween } from './administration-job.js';
import { isChange, runBatch, type AdministrationRun } from './administration-run.js';
import { walkCurrent } from './resource-walk.js';

/**
 * Removes the AuditEvents that have one of these resources as an entity, before the resources themselves: once
 * those are gone nothing leads to them, and there may be any number of them. A job that is killed in between comes
 * to the same resources again.
 *
 * @see https://hl7.org/fhir/R4/auditevent.html
 */
export async function removeAuditEvents(
  run: AdministrationRun,
  resources: readonly ResourceKey[],
  { before }: Pick<ChangedBetween, 'before'>,
  decide: (event: HeldResource) => Decision,
): Promise<void> {
  const entities = resources
    .filter(({ type }) => type !== 'AuditEvent')
    .map(({ type, id }) => `${type}/${id}`);
  if (entities.length === 0) return;
  const scope = { kind: 'type', type: 'AuditEvent' } as const;
  for await (const page of walkCurrent(
    run.store,
    scope,
    [['entity', entities.join(',')]],
    { before },
    run.batch,
  )) {
    for (let rest: readonly ResourceKey[] = page; rest.length > 0;) {
      const { phase, place } = run.ledger.entry;
      const done = await runBatch(run, {
        keys: rest,
        phase,
        placeAfter: () => place,
        unchangedSince: new Date(before),
        decide,
        tally: (outcomes) => ({
          counts: { auditEvents: outcomes.filter(({ outcome }) => isChange(outcome)).length },
        }),
      });
      rest = rest.slice(done);
    }
  }
}
