import { randomUUID } from 'node:crypto';
import type { RecordedChange } from '@wellspring/http';
import type { AuditedCall } from './audited-call.js';
import { secondsOf, userIdentity, type JsonMembers } from './user-identity.js';

export interface EventOptions {
  readonly accountId: string;
  readonly region: string;
  /** Whether values of searches are recorded; they may name patients. */
  readonly searchValues: boolean;
}

/** Changes of one event; CloudTrail's largest event is 256 KB. */
const mostChanges = 1_000;
/** What a room may say of parameters or response elements, in bytes: AWS leaves out what is larger than 100 KB. */
const mostBytes = 16_384;
const mostCharacters = 1_024;

/**
 * A call as CloudTrail's events have it, version 1.11
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html), a line
 * of JSON each: one, or, where it changed more than a thousand resources, several with the same `sharedEventID`.
 *
 * `additionalEventData.changes` has what HealthLake's own events lack: the resources and versions that were written.
 *
 * @param now milliseconds since 1970: when the call had its answer, as `eventTime` has it
 */
export function cloudTrailEvents(call: AuditedCall, options: EventOptions, now: number): readonly string[] {
  const { changes } = call.record;
  if (changes.length <= mostChanges) return [eventLine(call, options, now, changes, undefined)];
  const shared = randomUUID();
  const parts = Math.ceil(changes.length / mostChanges);
  return Array.from({ length: parts }, (_, at) =>
    eventLine(call, options, now, changes.slice(at * mostChanges, (at + 1) * mostChanges), {
      shared,
      part: at + 1,
      parts,
    }),
  );
}

function eventLine(
  call: AuditedCall,
  { accountId, region, searchValues }: EventOptions,
  now: number,
  changes: readonly RecordedChange[],
  of: { readonly shared: string; readonly part: number; readonly parts: number } | undefined,
): string {
  const { record, identity } = call;
  const error = record.error ?? call.error;
  const additionalEventData: JsonMembers = {
    ...(identity.method !== 'None' && {
      ...(identity.method !== 'Bearer' && { SignatureVersion: 'SigV4' }),
      AuthenticationMethod: identity.method,
    }),
    fhirUser: identity.fhirUser,
    patientInContext: identity.patient,
    ...(searchValues && record.searchValues !== undefined && { searchValues: bounded(record.searchValues) }),
    ...(changes.length > 0 && { changes }),
    ...(of !== undefined && { part: of.part, parts: of.parts }),
    httpStatus: call.status,
    bytesTransferredIn: call.received,
    bytesTransferredOut: call.sent,
    durationMs: Math.round(call.durationMs),
  };
  return wellFormed({
    eventVersion: '1.11',
    userIdentity: userIdentity(identity),
    eventTime: secondsOf(now),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: record.eventName ?? 'Unknown',
    awsRegion: region,
    sourceIPAddress: call.sourceAddress ?? 'unknown',
    userAgent: call.userAgent?.slice(0, mostCharacters),
    ...(error !== undefined && {
      errorCode: error.code,
      errorMessage: error.message?.slice(0, mostCharacters),
    }),
    requestParameters:
      bounded(record.requestParameters) ?? (record.eventName === undefined ? { route: call.route } : null),
    responseElements: bounded(record.responseElements) ?? null,
    additionalEventData,
    requestID: call.requestId,
    eventID: randomUUID(),
    readOnly: isReadOnly(call),
    ...(record.resources.length > 0 && {
      resources: record.resources
        .slice(0, 100)
        .map(({ arn, type }) => ({ ARN: arn.slice(0, mostCharacters), accountId, type })),
    }),
    eventType: 'AwsApiCall',
    managementEvent: !call.isData,
    recipientAccountId: accountId,
    ...(of !== undefined && { sharedEventID: of.shared }),
    eventCategory: call.isData ? 'Data' : 'Management',
    ...(call.tls !== undefined && {
      tlsDetails: {
        tlsVersion: call.tls.version,
        cipherSuite: call.tls.cipher,
        clientProvidedHostHeader: call.tls.host?.slice(0, mostCharacters),
      },
    }),
  });
}

/**
 * As JSON that every reader takes: half of a character, as somebody sent it or as a long text was cut, is none
 * (RFC 8259, 8.2). `JSON.stringify` writes it as an escape, and strict readers refuse the whole file for it.
 */
function wellFormed(event: object): string {
  const text = JSON.stringify(event);
  if (!text.includes('\\ud')) return text;
  return JSON.stringify(event, (_name, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value,
  );
}

/** What the rooms say; else whether it could not have changed anything. */
export function isReadOnly({ record, mayChange }: Pick<AuditedCall, 'record' | 'mayChange'>): boolean {
  return record.readOnly ?? !mayChange;
}

function bounded(value: unknown): unknown {
  if (value === undefined) return undefined;
  const length = JSON.stringify(value).length;
  return length <= mostBytes ? value : { omitted: true, originalSize: length, reason: 'larger than 16 KB' };
}
