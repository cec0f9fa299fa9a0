import { WellspringError } from '@wellspring/errors';
import { parseSearch, readPatch, type Patch, type ValidationLevel } from '@wellspring/fhir';
import type { DecidedOutcome, DataStore, Decision, HeldResource, ResourceKey } from '@wellspring/store';
import { writeFailure } from '../import/write-failure.js';
import type { BulkPatchRequest, PatchNote } from './administration-job.js';
import {
  isChange,
  runBatch,
  walkedUpTo,
  type AdministrationRun,
  type Batch,
  type Tally,
} from './administration-run.js';
import { tryPatch } from './patch-decision.js';
import { walkCurrent } from './resource-walk.js';

const PHASE = 0;

/**
 * Applies one patch to all resources of a type, or to some. Each is patched wholly, or left: where the patch does
 * not fit, or where it was written after the request.
 *
 * @param level how strictly the patched resources are validated
 * @param onServerError told of what could not be stored
 */
export async function runBulkPatch(
  run: AdministrationRun,
  request: BulkPatchRequest,
  level: ValidationLevel,
  onServerError: (error: unknown) => void,
): Promise<void> {
  const { store, ledger, batch } = run;
  const { type, ids } = request;
  const patch = readPatch(request.mediaType, Buffer.from(request.operations));
  if (ledger.entry.progress.estimated === undefined)
    await noteEstimate(run, ids?.length ?? (await countOf(store, request)));
  const patchSome = patching(run, request, patch, level, onServerError);

  if (ids !== undefined) {
    for (let place = Number(ledger.entry.place ?? 0); place < ids.length;) {
      const from = place;
      const keys = ids.slice(from, from + batch).map((id) => ({ type, id }));
      place += await patchSome(keys, (done) => String(from + done));
    }
    return;
  }
  const after = walkedUpTo(ledger, PHASE);
  for await (const page of walkCurrent(store, { kind: 'type', type }, [], request, batch, after)) {
    for (let rest = page; rest.length > 0;) {
      const keys = rest;
      rest = rest.slice(await patchSome(keys, (done) => String(keys[done - 1]!.vid)));
    }
  }
}

type PatchSome = (keys: readonly ResourceKey[], placeAfter: Batch['placeAfter']) => Promise<number>;

/** Patches the first of some resources in one transaction; how many are done. */
function patching(
  run: AdministrationRun,
  request: BulkPatchRequest,
  patch: Patch,
  level: ValidationLevel,
  onServerError: (error: unknown) => void,
): PatchSome {
  const unchangedSince = new Date(request.before);
  const patchSome: PatchSome = async (keys, placeAfter) => {
    const faults = new Map<string, string>();
    const decide = async ({ id, deleted, body }: HeldResource): Promise<Decision> => {
      if (deleted || body === undefined) return { kind: 'leave', because: 'Resource was deleted' };
      const patched = await tryPatch(patch, body, run.store.validator, level);
      if ('resource' in patched) return { kind: 'replace', resource: patched.resource };
      faults.set(id, patched.fault);
      return { kind: 'leave', because: patched.fault };
    };
    const batch = { phase: PHASE, placeAfter, unchangedSince };
    try {
      return await runBatch(run, {
        ...batch,
        keys,
        decide,
        tally: (outcomes) => tallyPatches(outcomes, faults),
      });
    } catch (error) {
      if (!isOfResources(error)) throw error;
      // Fewer at a time, until it is known which of them cannot be stored.
      if (keys.length > 1) return patchSome(keys.slice(0, Math.ceil(keys.length / 2)), placeAfter);
      onServerError(error);
      return runBatch(run, { ...batch, keys, decide: () => notStored, tally: tallyNotStored });
    }
  };
  return patchSome;
}

const notStored = { kind: 'leave', because: 'The server could not store the patched resource' } as const;

/** Whether an error comes from what the resources hold: another try of the same would not mend it. */
function isOfResources(error: unknown): boolean {
  return writeFailure(error) === 'data' || error instanceof TypeError || error instanceof RangeError;
}

function tallyPatches(outcomes: readonly DecidedOutcome[], faults: ReadonlyMap<string, string>): Tally {
  const failed: PatchNote[] = [];
  const skipped: PatchNote[] = [];
  for (const { type, id, outcome } of outcomes) {
    if (isChange(outcome)) continue;
    const fault = outcome.kind === 'leave' ? faults.get(id) : undefined;
    const note = { resource: `${type}/${id}`, message: fault ?? skippedBecause(outcome) };
    (fault === undefined ? skipped : failed).push(note);
  }
  const changed = outcomes.length - failed.length - skipped.length;
  return {
    counts: {
      resources: outcomes.length,
      changed,
      left: skipped.length,
      customerErrors: failed.length,
    },
    notes: { failed, skipped },
  };
}

function tallyNotStored(outcomes: readonly DecidedOutcome[]): Tally {
  const failed = outcomes
    .filter(({ outcome }) => outcome.kind === 'leave')
    .map(({ type, id }) => ({ resource: `${type}/${id}`, message: notStored.because }));
  const skipped = outcomes
    .filter(({ outcome }) => outcome.kind !== 'leave')
    .map(({ type, id, outcome }) => ({ resource: `${type}/${id}`, message: skippedBecause(outcome) }));
  return {
    counts: { resources: outcomes.length, serverErrors: failed.length, left: skipped.length },
    notes: { failed, skipped },
  };
}

/** The reasons in the words of HealthLake. */
function skippedBecause(outcome: DecidedOutcome['outcome']): string {
  switch (outcome.kind) {
    case 'changed-since':
      return 'Resource was modified after job submission';
    case 'not-found':
      return 'Resource not found.';
    case 'leave':
      return 'Resource was deleted.';
    case 'delete':
    case 'erase':
    case 'replace':
      throw new TypeError('What was changed was not skipped');
    default:
      return outcome satisfies never;
  }
}

async function noteEstimate(run: AdministrationRun, estimated: number): Promise<void> {
  await runBatch(run, {
    keys: [],
    phase: PHASE,
    placeAfter: () => undefined,
    unchangedSince: undefined,
    decide: () => notStored,
    tally: () => ({ counts: { estimated } }),
  });
}

/** How many resources of the type there are; about, where to count them takes longer than a search may. */
async function countOf(store: DataStore, request: BulkPatchRequest): Promise<number> {
  try {
    return await totalOf(store, request, 'accurate');
  } catch (error) {
    if (!(error instanceof WellspringError) || error.code !== 'too-costly') throw error;
    return totalOf(store, request, 'estimate');
  }
}

async function totalOf(
  store: DataStore,
  { type, before }: BulkPatchRequest,
  precision: 'accurate' | 'estimate',
): Promise<number> {
  const pairs = [
    ['_lastUpdated', `lt${before}`],
    ['_count', '1'],
    ['_total', precision],
  ] as const;
  const parsed = parseSearch({ kind: 'type', type }, pairs, { strict: true });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return (await store.search(parsed.query)).total ?? 0;
}
