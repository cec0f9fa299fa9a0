import { createHash } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import type { ScopeInteraction } from '@wellspring/smart';
import type {
  Change,
  ChangeOutcome,
  DataStore,
  ResourceKey,
  StoredVersion,
  WriteReport,
  WriteUnit,
} from '@wellspring/store';
import { insufficientScope } from './insufficient-scope.js';
import type { PartRight, Permissions } from './permissions.js';
import { lastContent, resourceToJudge, seenVersions } from './seen-versions.js';

/** Resources that are read at once. */
const mostRead = 500;

type Put = Extract<Change, { readonly resource: unknown }>;

/**
 * Writes what may be written. What a resource says has to be within the rights before and after: none is moved into
 * or out of what is seen, or made outside. What is not seen is treated as if it were not there: it cannot be updated
 * (`resource-not-found`, and so is an id that nobody has, so that the one is not told from the other), and to delete
 * it does nothing.
 *
 * @param unit all of it
 * @throws WellspringError `insufficient-scope`, `resource-not-found`
 */
export async function restrictedWrite(
  unit: WriteUnit,
  permissions: Permissions,
  changes: readonly Change[],
): Promise<WriteReport> {
  const { store } = unit;
  const seen = seenVersions(store, permissions);
  const puts = changes.filter((change): change is Put => change.kind !== 'delete');
  // First by what is written alone, which tells nothing of what is there.
  for (const put of puts) if (partsFor(put).length === 0) throw insufficientScope();
  const current = await currentVersions(
    store,
    changes.filter((change) => needsCurrent(change, permissions)).map(keyOf),
  );

  const kept: { readonly change: Change; readonly index: number }[] = [];
  const outcomes = new Array<ChangeOutcome>(changes.length);
  /** What is written over a deletion, as long as nobody else does so. */
  const guarded = new Set<number>();
  for (const [index, change] of changes.entries()) {
    const { type, id } = keyOf(change);
    const letter = letterOf(change);
    const before = current.get(`${type}/${id}`);
    if (needsCurrent(change, permissions) && isOutdated(change, before)) {
      // Decided by a version that another has replaced: the store refuses it, and all is decided anew.
      kept.push({ change, index });
      continue;
    }
    const isSeen = before !== undefined && (await seen.sees(before, letter));
    if (change.kind !== 'delete') await checkPatients(change, isSeen ? before : undefined);
    if (!needsCurrent(change, permissions)) {
      kept.push({ change, index });
    } else if (isSeen && before.body === undefined && change.kind === 'delete') {
      // Nothing is done, so that nothing is done to what another may put there at this moment.
      outcomes[index] = { outcome: 'already-deleted', version: before };
    } else if (isSeen) {
      kept.push({ change: onlyOver(change, before), index });
      if (before.body === undefined && change.expected?.ifAbsent !== true) guarded.add(index);
    } else {
      // What may be read or found is not hidden, but may not be written.
      if (before !== undefined && ((await seen.sees(before, 'r')) || (await seen.sees(before, 's'))))
        throw insufficientScope();
      if (change.kind !== 'delete')
        throw new WellspringError('resource-not-found', `${type}/${id} is not known`);
      outcomes[index] = { outcome: 'not-found' };
    }
  }
  const report = await unit.write(kept.map(({ change }) => change));
  if (!report.written) {
    const failed = report.failed.map((each) => ({ ...each, index: kept[each.index]!.index }));
    if (failed.some(({ index, expected }) => expected === 'if-absent' && guarded.has(index)))
      throw new WellspringError('write-conflict', 'Another wrote the same resource meanwhile; try again');
    return { written: false, failed };
  }
  for (const [at, outcome] of report.outcomes.entries()) outcomes[kept[at]!.index] = outcome;
  return { written: true, outcomes };

  /** What the scopes give that what is written is within. */
  function partsFor(put: Put): readonly PartRight[] {
    const judged = resourceToJudge(put.resource, put.id);
    return permissions
      .parts(put.resource.type, letterOf(put))
      .filter(({ right }) => seen.meets(judged, right));
  }

  /** What comes into the record of a patient has to be in reach of one of the scopes, unless it was there before. */
  async function checkPatients(put: Put, before: StoredVersion | undefined): Promise<void> {
    const parts = partsFor(put);
    if (parts.some(({ patients }) => patients === undefined)) return;
    const { resource, id } = put;
    const all = seen.patientsOf(resourceToJudge(resource, id));
    if (parts.some(({ patients }) => all.every((patient) => patients?.has(patient)))) return;
    const tree = before === undefined ? undefined : await lastContent(store, before);
    const known = new Set(tree === undefined ? [] : seen.patientsOf({ type: resource.type, id, tree }));
    if (!parts.some(({ patients }) => all.every((patient) => patients?.has(patient) || known.has(patient))))
      throw insufficientScope();
  }
}

function letterOf(change: Change): ScopeInteraction {
  return change.kind === 'create' ? 'c' : change.kind === 'update' ? 'u' : 'd';
}

function keyOf(change: Change): ResourceKey {
  return change.kind === 'delete' ? change.key : { type: change.resource.type, id: change.id };
}

/** Whether it depends on what is there if it may be done. */
function needsCurrent(change: Change, permissions: Permissions): boolean {
  return change.kind !== 'create' && permissions.right(keyOf(change).type, [letterOf(change)]) !== 'all';
}

/** Whether a change is to be made to another version than there is now. */
function isOutdated({ expected }: Change, before: StoredVersion | undefined): boolean {
  if (expected?.ifCurrent === undefined) return false;
  return before?.body === undefined || before.vid !== expected.ifCurrent;
}

/** The same change, of the version that it was judged by only: where there is another by then, it is judged anew. */
function onlyOver(change: Change, before: StoredVersion): Change {
  const { expected } = change;
  const only = before.body === undefined ? { ifAbsent: true } : { ifCurrent: before.vid };
  return { ...change, expected: { ...expected, ...only } };
}

/** The newest versions of resources, those that deleted them included. */
async function currentVersions(
  store: DataStore,
  keys: readonly ResourceKey[],
): Promise<ReadonlyMap<string, StoredVersion>> {
  const found = new Map<string, StoredVersion>();
  for (let at = 0; at < keys.length; at += mostRead) {
    let wanted = keys.slice(at, at + mostRead);
    while (wanted.length > 0) {
      const { versions, rest } = await store.readSome(wanted);
      for (const version of versions) found.set(`${version.type}/${version.id}`, version);
      wanted = [...rest];
    }
  }
  for (const { type, id } of keys) {
    if (found.has(`${type}/${id}`)) continue;
    const version = await store.read(type, id);
    if (version !== undefined) found.set(`${type}/${id}`, version);
  }
  return found;
}

/**
 * The idempotency key of a bearer as it is kept: of another bearer the same key is another, so that nobody finds what
 * somebody else created.
 */
export function ownKey({ grant }: Permissions, key: string): string {
  const whose = JSON.stringify([key, grant.clientId, grant.subject, grant.patient, grant.fhirUser]);
  const hex = createHash('sha256').update(whose).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
