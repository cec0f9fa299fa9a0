import {
  compartmentTypes,
  extractIndexValues,
  localTarget,
  patientCompartments,
  type JsonObject,
} from '@wellspring/fhir';
import type { DecidedOutcome, Decision, HeldResource, ResourceKey } from '@wellspring/store';
import type { PurgeRequest } from './administration-job.js';
import {
  isChange,
  runBatch,
  runWalk,
  tallyChanges,
  walkedUpTo,
  type AdministrationRun,
  type PrepareBatch,
  type Tally,
} from './administration-run.js';
import { removeAuditEvents } from './audit-events.js';
import { walkCurrent, walkDeleted, type WalkedResource } from './resource-walk.js';

/** The phases, in their order; the patient comes last. */
const COMPARTMENT = 0;
const DELETED = 1;
const DONE = 2;

/**
 * Erases a patient and what is in the patient's compartment, deleted resources included. What is in the compartment
 * of another patient, too, stays: it is that patient's record as well.
 *
 * @see https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
export async function runPurge(run: AdministrationRun, request: PurgeRequest): Promise<void> {
  const { store, ledger, batch } = run;
  const { patient, deleteAuditEvent, since } = request;
  const unchangedSince = new Date(request.before);
  const decide = (resource: HeldResource): Decision => purgeDecision(resource, patient, store.id);
  const withEvents: PrepareBatch = async (keys) => {
    const looked = await removeEventsOf(run, request, keys, decide);
    return keys.slice(0, looked);
  };
  const prepare = deleteAuditEvent ? withEvents : undefined;
  const types = purgedTypes(deleteAuditEvent);

  if (ledger.entry.phase <= COMPARTMENT) {
    const scope = { kind: 'compartment', compartment: 'Patient', id: patient } as const;
    const after = walkedUpTo(ledger, COMPARTMENT);
    const walk = walkCurrent(store, scope, [['_type', types.join(',')]], request, batch, after);
    await runWalk(run, walk, { phase: COMPARTMENT, unchangedSince, decide, tally: tallyPurged }, prepare);
  }
  if (ledger.entry.phase <= DELETED) {
    const deleted = walkDeleted(store, { patient }, request, batch, walkedUpTo(ledger, DELETED));
    const walk = ofTypes(deleted, new Set(types));
    await runWalk(run, walk, { phase: DELETED, unchangedSince, decide, tally: tallyPurged }, prepare);
  }
  if (ledger.entry.phase === DONE) return;
  const keys = [{ type: 'Patient', id: patient }];
  const decideLast = ({ lastUpdated }: HeldResource): Decision =>
    since !== undefined && lastUpdated < since ? tooEarly : { kind: 'erase' };
  if (deleteAuditEvent) await removeEventsOf(run, request, keys, decideLast);
  await runBatch(run, {
    keys,
    phase: DONE,
    placeAfter: () => undefined,
    unchangedSince,
    decide: decideLast,
    tally: tallyChanges,
  });
}

/**
 * Removes the AuditEvents of those resources that are to go; those of a resource that stays are left, too.
 *
 * @returns how many of the resources, the first, were looked at: as many as one transaction takes
 */
async function removeEventsOf(
  run: AdministrationRun,
  request: PurgeRequest,
  keys: readonly ResourceKey[],
  decide: (resource: HeldResource) => Decision,
): Promise<number> {
  const { store } = run;
  const looked = await store.changeMany(
    keys,
    {
      unchangedSince: new Date(request.before),
      decide: (resource) => ({ kind: 'leave', because: decide(resource).kind }),
    },
    () => Promise.resolve(),
  );
  const going = looked.filter(({ outcome }) => outcome.kind === 'leave' && outcome.because === 'erase');
  await removeAuditEvents(run, going, request, (event) =>
    auditEventDecision(event, request.patient, store.id),
  );
  return looked.length;
}

/** AuditEvents of the compartment count as those of its resources do. */
function tallyPurged(outcomes: readonly DecidedOutcome[]): Tally {
  const isEvent = ({ type }: DecidedOutcome): boolean => type === 'AuditEvent';
  const { counts } = tallyChanges(outcomes.filter((each) => !isEvent(each)));
  const auditEvents = outcomes.filter((each) => isEvent(each) && isChange(each.outcome)).length;
  return { counts: { ...counts, auditEvents } };
}

/** The patient itself is no part of the walks, and another patient who is linked to this one stays. */
function purgedTypes(deleteAuditEvent: boolean): readonly string[] {
  return compartmentTypes('Patient').filter(
    (type) => type !== 'Patient' && (deleteAuditEvent || type !== 'AuditEvent'),
  );
}

async function* ofTypes(
  pages: AsyncIterable<readonly WalkedResource[]>,
  types: ReadonlySet<string>,
): AsyncGenerator<readonly WalkedResource[]> {
  for await (const page of pages) yield page.filter(({ type }) => types.has(type));
}

const shared: Decision = { kind: 'leave', because: 'It is in the compartment of another patient, too' };
const tooEarly: Decision = { kind: 'leave', because: 'It was written before the time asked for' };
const notTheirs: Decision = { kind: 'leave', because: 'It is not in the compartment of the patient' };

/** By what the resource holds under its lock; of a deleted one, by what it held last. */
function purgeDecision(resource: HeldResource, patient: string, storeId: string): Decision {
  // Its versions with a body were all erased: what is left is that it was deleted.
  if (resource.body === undefined) return { kind: 'erase' };
  const patients = patientsOf(resource, storeId);
  if (!patients.includes(patient)) return notTheirs;
  return patients.every((id) => id === patient) ? { kind: 'erase' } : shared;
}

/** An AuditEvent of a resource that goes need not name the patient; where it names another it stays. */
function auditEventDecision(event: HeldResource, patient: string, storeId: string): Decision {
  return patientsOf(event, storeId).every((id) => id === patient) ? { kind: 'erase' } : shared;
}

function patientsOf({ type, body }: HeldResource, storeId: string): readonly string[] {
  if (body === undefined) return [];
  const tree = JSON.parse(body.toString('utf8')) as JsonObject;
  const values = extractIndexValues(type, tree).map((value) =>
    value.kind === 'reference' ? { ...value, target: localTarget(value.target, storeId) } : value,
  );
  return patientCompartments(type, tree, values);
}
