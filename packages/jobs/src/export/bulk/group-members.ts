import { localTarget, requestedInterval } from '@wellspring/fhir';
import type { Snapshot } from '@wellspring/store';
import { JobFailure } from '../../job-message.js';

/** More than any one Group that fits a request; a group of groups could have any number. */
const MOST_MEMBERS = 1_000_000;

interface Member {
  readonly entity?: { readonly reference?: string };
  readonly inactive?: boolean;
  readonly period?: { readonly end?: string };
}

const member = /^(Patient|Group)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * The ids of the patients that are members of a group at the moment of the snapshot, those of groups that are its
 * members included. One that is inactive, or whose period has ended, is none
 * (https://hl7.org/fhir/R4/group-definitions.html#Group.member.inactive).
 *
 * @throws JobFailure where the group is not there
 */
export async function groupMembers(
  snapshot: Snapshot,
  groupId: string,
  storeId: string,
): Promise<ReadonlySet<string>> {
  const now = Date.parse(snapshot.transactionTime) * 1000;
  const patients = new Set<string>();
  const seen = new Set([groupId]);
  for (let groups = [groupId]; groups.length > 0;) {
    const found = await membersOf(snapshot, groups);
    if (found === undefined && groups[0] === groupId)
      throw new JobFailure(`There is no Group/${groupId} any more`);
    groups = [];
    for (const { entity, inactive, period } of found ?? []) {
      const ended = period?.end === undefined ? undefined : requestedInterval(period.end)?.high;
      const match = member.exec(localTarget(entity?.reference ?? '', storeId));
      if (match === null || inactive === true || (ended !== undefined && ended <= now)) continue;
      const id = match[2]!;
      if (match[1] === 'Patient') patients.add(id);
      else if (!seen.has(id)) {
        seen.add(id);
        groups.push(id);
      }
    }
    if (patients.size > MOST_MEMBERS)
      throw new JobFailure(`The group has more than ${MOST_MEMBERS} members; export it in parts`);
  }
  return patients;
}

/** All members of some groups; undefined where there is none of the groups. */
async function membersOf(snapshot: Snapshot, ids: readonly string[]): Promise<readonly Member[] | undefined> {
  let members: Member[] | undefined;
  for await (const groups of snapshot.select({ type: 'Group', ids }))
    for (const { body } of groups) {
      const tree = JSON.parse(body.toString('utf8')) as { readonly member?: readonly Member[] };
      members = [...(members ?? []), ...(tree.member ?? [])];
    }
  return members;
}
