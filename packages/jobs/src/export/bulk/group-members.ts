import { WellspringError } from '@wellspring/errors';
import { localTarget, requestedInterval } from '@wellspring/fhir';

/** More than any one Group that fits a request; a group of groups could have any number. */
const MOST_MEMBERS = 1_000_000;
const MOST_GROUPS = 1000;

interface Member {
  readonly entity?: { readonly reference?: string };
  readonly inactive?: boolean;
  readonly period?: { readonly end?: string };
}

const member = /^(Patient|Group)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Gives the bodies of current Groups by their ids, some after the others; what is not there is left out. */
export type GroupSource = (ids: readonly string[]) => AsyncIterable<readonly Buffer[]>;

/**
 * The ids of the patients that are members of a group, those of groups that are its members included; undefined
 * where the group is not there. One that is inactive, or whose period has ended, is none
 * (https://hl7.org/fhir/R4/group-definitions.html#Group.member.inactive).
 *
 * @param storeId whose absolute addresses are its own resources
 * @throws WellspringError `invalid-bulk-request` where there are more than a million
 */
export async function groupMembers(
  groupId: string,
  source: GroupSource,
  storeId: string,
  now: Date,
): Promise<ReadonlySet<string> | undefined> {
  const patients = new Set<string>();
  const seen = new Set([groupId]);
  const note = (body: Buffer, groups: string[]): void => {
    for (const { entity, inactive, period } of membersOf(body)) {
      const ended = period?.end === undefined ? undefined : requestedInterval(period.end)?.high;
      const match = member.exec(localTarget(entity?.reference ?? '', storeId));
      if (match === null || inactive === true) continue;
      if (ended !== undefined && ended <= now.getTime() * 1000) continue;
      const id = match[2]!;
      if (match[1] === 'Patient') patients.add(id);
      else if (!seen.has(id)) {
        seen.add(id);
        groups.push(id);
      }
    }
    if (patients.size > MOST_MEMBERS || seen.size > MOST_GROUPS)
      throw new WellspringError(
        'invalid-bulk-request',
        `The group has more than ${MOST_MEMBERS} members or ${MOST_GROUPS} groups; export it in parts`,
      );
  };
  let isThere = false;
  for (let groups: readonly string[] = [groupId]; groups.length > 0;) {
    const inside: string[] = [];
    for await (const bodies of source(groups)) {
      isThere ||= bodies.length > 0;
      for (const body of bodies) note(body, inside);
    }
    if (!isThere) return undefined;
    groups = inside;
  }
  return patients;
}

function membersOf(body: Buffer): readonly Member[] {
  return (JSON.parse(body.toString('utf8')) as { readonly member?: readonly Member[] }).member ?? [];
}
