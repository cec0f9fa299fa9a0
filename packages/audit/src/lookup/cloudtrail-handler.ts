import type { Caller } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { readBody, type HttpRequest, type HttpResponse } from '@wellspring/http';
import type { AuditTrail } from '../audit-trail.js';
import { createTrailKey } from '../trail/trail-key.js';
import { lookupEvents } from './lookup-events.js';
import { readLookup } from './lookup-request.js';

const contentType = 'application/x-amz-json-1.1';
/** With the long prefix as the AWS CLI and boto3 send it, without as the SDK for JavaScript does. */
const target = /^(?:com\.amazonaws\.cloudtrail\.v20131101\.)?CloudTrail_20131101\.([A-Za-z]{1,64})$/;
const mostBodyBytes = 64 * 1024;

export interface CloudTrailDependencies {
  readonly database: Pick<Database, 'query'>;
  readonly trail: Pick<AuditTrail, 'settled'>;
  /** That of the trail. */
  readonly secret: Buffer;
}

/**
 * What there is of CloudTrail's API (AWS JSON 1.1): LookupEvents, over all events of the trail, those about data, too.
 * The front words what it throws, as AWS JSON has it.
 *
 * @throws WellspringError `unknown-trail-operation`, `access-denied`, `unreadable-request` and those of `readLookup`
 *
 * @example
 * const cloudTrail = createCloudTrailHandler({ database, trail, secret });
 * const response = await cloudTrail(request, caller);
 */
export function createCloudTrailHandler(
  dependencies: CloudTrailDependencies,
): (request: HttpRequest, caller: Caller) => Promise<HttpResponse> {
  const { database, trail } = dependencies;
  const key = createTrailKey(dependencies.secret);

  return async (request, caller) => {
    const { record } = caller;
    const operation = target.exec(request.headers['x-amz-target'] ?? '')?.[1];
    if (operation !== 'LookupEvents')
      throw new WellspringError(
        'unknown-trail-operation',
        'X-Amz-Target names no operation of CloudTrail that this server has',
      );
    record.eventName = operation;
    record.readOnly = true;
    await caller.authorize({ action: 'cloudtrail:LookupEvents', resource: '*' });
    const lookup = readLookup(await inputOf(request));
    record.requestParameters = {
      ...(lookup.attribute && { lookupAttributes: [{ attributeKey: lookup.attribute.key }] }),
      startTime: isoOf(lookup.start),
      endTime: isoOf(lookup.end),
      maxResults: lookup.most,
    };
    // Whoever asks finds what was done before.
    await trail.settled();
    return {
      status: 200,
      headers: { 'content-type': contentType },
      body: JSON.stringify(await lookupEvents(database, key, lookup)),
    };
  };
}

async function inputOf(request: HttpRequest): Promise<unknown> {
  const body = await readBody(request, mostBodyBytes);
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (error) {
    throw new WellspringError('unreadable-request', 'The request body is not JSON', { cause: error });
  }
}

function isoOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
