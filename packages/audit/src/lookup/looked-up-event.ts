import { userNameOf, type JsonMembers } from '../event/user-identity.js';
import type { LookupRequest } from './lookup-request.js';

/** An event as LookupEvents returns it. */
export interface LookedUpEvent {
  readonly EventId: string;
  readonly EventName: string;
  readonly ReadOnly: string;
  readonly AccessKeyId?: string | undefined;
  /** Seconds since 1970. */
  readonly EventTime: number;
  readonly EventSource: string;
  readonly Username?: string | undefined;
  readonly Resources: readonly { readonly ResourceType: string; readonly ResourceName: string }[];
  /** The whole event, as JSON. */
  readonly CloudTrailEvent: string;
}

interface StoredEvent {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly readOnly: boolean;
  readonly userIdentity: JsonMembers;
  readonly resources?: readonly { readonly ARN: string; readonly type: string }[];
}

export function lookedUpEvent(line: string): LookedUpEvent {
  const event = JSON.parse(line) as StoredEvent;
  return {
    EventId: event.eventID,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    AccessKeyId: event.userIdentity['accessKeyId'] as string | undefined,
    EventTime: Date.parse(event.eventTime) / 1000,
    EventSource: event.eventSource,
    Username: userNameOf(event.userIdentity),
    Resources: (event.resources ?? []).map(({ ARN, type }) => ({ ResourceType: type, ResourceName: ARN })),
    CloudTrailEvent: line,
  };
}

/** Whether an event is what was asked for. A resource goes by its ARN, or by what stands last in it. */
export function isAskedFor(event: LookedUpEvent, { attribute, start, end }: LookupRequest): boolean {
  const time = event.EventTime * 1000;
  // Events have their times to the second.
  if (start !== undefined && time + 999 < start) return false;
  if (end !== undefined && time > end) return false;
  if (attribute === undefined) return true;
  const { key, value } = attribute;
  switch (key) {
    case 'EventId':
    case 'EventName':
    case 'ReadOnly':
    case 'Username':
    case 'EventSource':
    case 'AccessKeyId':
      return event[key] === value;
    case 'ResourceType':
      return event.Resources.some(({ ResourceType }) => ResourceType === value);
    case 'ResourceName':
      return event.Resources.some(
        ({ ResourceName }) => ResourceName === value || nameIn(ResourceName) === value,
      );
    default:
      return key satisfies never;
  }
}

/** `datastore/fhir/{id}`: the id; of a bucket its name. */
function nameIn(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}

/** Whether a line may be asked for at all: what is asked for must stand in it. Nothing is parsed in vain. */
export function mayBeAskedFor(line: string, { attribute }: LookupRequest): boolean {
  if (attribute === undefined || attribute.key === 'Username') return true;
  // As it stands in JSON.
  return line.includes(JSON.stringify(attribute.value).slice(1, -1));
}
