import { randomUUID } from 'node:crypto';
import type { RecordedChange } from '@wellspring/http';
import type { AuditedCall } from './audited-call.js';
import { identityText } from './identity-text.js';
import { member, quoted, raw } from './json-text.js';
import { secondsOf } from './user-identity.js';

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
  const { record, identity, tls } = call;
  const error = record.error ?? call.error;
  const { method } = identity;
  const parameters =
    bounded(record.requestParameters) ??
    (record.eventName === undefined ? `{"route":${quoted(call.route())}}` : 'null');
  // Written member by member: an object of all these would take four times as long to make and to write.
  return wellFormed(
    `{"eventVersion":"1.11","userIdentity":${identityText(identity)}` +
      `,"eventTime":"${secondsOf(now)}","eventSource":${quoted(`${call.service}.amazonaws.com`)}` +
      `,"eventName":${quoted(record.eventName ?? 'Unknown')},"awsRegion":${quoted(region)}` +
      `,"sourceIPAddress":${quoted(call.sourceAddress ?? 'unknown')}` +
      member('userAgent', short(call.userAgent)) +
      (error === undefined
        ? ''
        : member('errorCode', error.code) + member('errorMessage', short(error.message))) +
      `,"requestParameters":${parameters},"responseElements":${bounded(record.responseElements) ?? 'null'}` +
      `,"additionalEventData":{${
        method === 'None'
          ? ''
          : `${method === 'Bearer' ? '' : '"SignatureVersion":"SigV4",'}"AuthenticationMethod":"${method}",`
      }"httpStatus":${call.status}` +
      member('bytesTransferredIn', call.received) +
      member('bytesTransferredOut', call.sent) +
      `,"durationMs":${Math.round(call.durationMs)}` +
      member('fhirUser', identity.fhirUser) +
      member('patientInContext', identity.patient) +
      raw('searchValues', searchValues ? bounded(record.searchValues) : undefined) +
      raw('changes', changes.length > 0 ? JSON.stringify(changes) : undefined) +
      (of === undefined ? '' : `,"part":${of.part},"parts":${of.parts}`) +
      `},"requestID":${quoted(call.requestId)},"eventID":"${randomUUID()}","readOnly":${isReadOnly(call)}` +
      raw('resources', resourcesText(record.resources, accountId)) +
      `,"eventType":"AwsApiCall","managementEvent":${!call.isData},"recipientAccountId":${quoted(accountId)}` +
      member('sharedEventID', of?.shared) +
      `,"eventCategory":"${call.isData ? 'Data' : 'Management'}"` +
      (tls === undefined
        ? '}'
        : `,"tlsDetails":{"tlsVersion":${quoted(tls.version)},"cipherSuite":${quoted(tls.cipher)}${member(
            'clientProvidedHostHeader',
            short(tls.host),
          )}}}`),
  );
}

function short(text: string | undefined): string | undefined {
  return text === undefined || text.length <= mostCharacters ? text : text.slice(0, mostCharacters);
}

function resourcesText(resources: AuditedCall['record']['resources'], accountId: string): string | undefined {
  if (resources.length === 0) return undefined;
  const texts = resources
    .slice(0, 100)
    .map(
      ({ arn, type }) =>
        `{"ARN":${quoted(short(arn)!)},"accountId":${quoted(accountId)},"type":${quoted(type)}}`,
    );
  return `[${texts.join()}]`;
}

/**
 * As JSON that every reader takes: half of a character, as somebody sent it or as a long text was cut, is none
 * (RFC 8259, 8.2). `JSON.stringify` writes it as an escape, and strict readers refuse the whole file for it.
 */
function wellFormed(text: string): string {
  if (!text.includes('\\ud')) return text;
  return JSON.stringify(JSON.parse(text), (_name, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value,
  );
}

/** What the rooms say; else whether it could not have changed anything. */
export function isReadOnly({ record, mayChange }: Pick<AuditedCall, 'record' | 'mayChange'>): boolean {
  return record.readOnly ?? !mayChange;
}

/** As JSON, where it is not too long; undefined: there is nothing to say. */
function bounded(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  if (text.length <= mostBytes) return text;
  return `{"omitted":true,"originalSize":${text.length},"reason":"larger than 16 KB"}`;
}
