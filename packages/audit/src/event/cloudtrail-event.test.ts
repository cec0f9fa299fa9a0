import { expect, test } from 'vitest';
import type { AuditedCall, CallIdentity } from './audited-call.js';
import { madeUpCall } from '../testing/test-trail.js';
import { cloudTrailEvents } from './cloudtrail-event.js';

test('half of a character in what somebody sent becomes U+FFFD, and whole ones stay', () => {
  const [line = ''] = cloudTrailEvents(
    madeUpCall({}, { requestParameters: { name: 'a\ud800b', other: '😀 \\ud800' } }),
    { accountId: '000000000000', region: 'us-east-1', searchValues: false },
    0,
  );
  expect(line).not.toMatch(/(?<!\\)\\ud[89a-f]/);
  expect((JSON.parse(line) as { requestParameters: unknown }).requestParameters).toEqual({
    name: 'a\ufffdb',
    other: '😀 \\ud800',
  });
});

const options = { accountId: '000000000000', region: 'us-east-1', searchValues: true };
const eventOf = (call: AuditedCall): Record<string, unknown> =>
  JSON.parse(cloudTrailEvents(call, options, Date.parse('2026-11-26T12:00:00.999Z'))[0]!) as Record<
    string,
    unknown
  >;

test('a read has the members that CloudTrail documents, and no others', () => {
  const call = madeUpCall(
    { requestId: 'r', status: 200, received: undefined, sent: 7, durationMs: 1.6 },
    {
      requestParameters: { datastoreId: 'd', resourceId: 'quote " and \\ and é' },
      resources: [{ arn: 'arn:aws:healthlake:::datastore/d', type: 'AWS::HealthLake::FHIRDatastore' }],
      searchValues: [['name', '"\n']],
    },
  );
  expect(eventOf(call)).toEqual({
    eventVersion: '1.11',
    userIdentity: {
      type: 'Root',
      principalId: '000000000000',
      arn: 'arn:aws:iam::000000000000:root',
      accountId: '000000000000',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE22',
    },
    eventTime: '2026-11-26T12:00:00Z',
    eventSource: 'healthlake.amazonaws.com',
    eventName: 'ReadResource',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.7',
    userAgent: 'test',
    requestParameters: { datastoreId: 'd', resourceId: 'quote " and \\ and é' },
    responseElements: null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      AuthenticationMethod: 'AuthHeader',
      searchValues: [['name', '"\n']],
      httpStatus: 200,
      bytesTransferredOut: 7,
      durationMs: 2,
    },
    requestID: 'r',
    eventID: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    readOnly: true,
    resources: [
      {
        ARN: 'arn:aws:healthlake:::datastore/d',
        accountId: '000000000000',
        type: 'AWS::HealthLake::FHIRDatastore',
      },
    ],
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '000000000000',
    eventCategory: 'Data',
  });
});

test('a refusal of an unknown sender by TLS, with texts that want escapes and are too long', () => {
  const call = madeUpCall(
    {
      identity: { principal: undefined, accessKeyId: undefined, method: 'None' },
      isData: false,
      userAgent: `"\u0001${'x'.repeat(2_000)}`,
      sourceAddress: undefined,
      status: 403,
      error: { code: 'AccessDenied', message: 'no "way"' },
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', host: undefined },
      mayChange: true,
    },
    {
      eventName: undefined,
      readOnly: undefined,
      requestParameters: undefined,
      responseElements: { big: 'y'.repeat(20_000) },
    },
  );
  const event = eventOf(call);
  expect(event).toMatchObject({
    userIdentity: { type: 'Unknown' },
    eventName: 'Unknown',
    sourceIPAddress: 'unknown',
    userAgent: `"\u0001${'x'.repeat(1_022)}`,
    errorCode: 'AccessDenied',
    errorMessage: 'no "way"',
    requestParameters: { route: 'GET /datastore/{id}/r4/Patient/{id}' },
    responseElements: { omitted: true, originalSize: 20_010, reason: 'larger than 16 KB' },
    readOnly: false,
    managementEvent: true,
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_256_GCM_SHA384' },
  });
  expect(event['additionalEventData']).not.toHaveProperty('AuthenticationMethod');
  expect(event).not.toHaveProperty('resources');
});

test('the bearer of a token, what was changed, and a part of many', () => {
  const change = { resourceType: 'Patient', id: 'p', version: 2, change: 'updated' } as const;
  const call = madeUpCall(
    {
      identity: {
        principal: { kind: 'web-identity', provider: 'https://idp', clientId: 'app', subject: 's' },
        fhirUser: 'Practitioner/5',
        patient: 'p',
        method: 'Bearer',
      },
    },
    { changes: Array.from({ length: 1_001 }, () => change), readOnly: false },
  );
  const lines = cloudTrailEvents(call, options, 0);
  const events = lines.map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
  expect(events.map(({ additionalEventData: data }) => [data!['part'], data!['parts']])).toEqual([
    [1, 2],
    [2, 2],
  ]);
  expect(events[1]!['additionalEventData']).toMatchObject({
    AuthenticationMethod: 'Bearer',
    fhirUser: 'Practitioner/5',
    patientInContext: 'p',
    changes: [change],
  });
  expect(events[1]!['additionalEventData']).not.toHaveProperty('SignatureVersion');
  expect(events[0]!['sharedEventID']).toBe(events[1]!['sharedEventID']);
  expect(events[1]!['userIdentity']).toMatchObject({ type: 'WebIdentityUser', userName: 's' });
});

test('one access key is whoever has it at the moment', () => {
  const session = (userId: string, sessionCreated: number): CallIdentity => ({
    principal: {
      kind: 'session',
      arn: 'arn:aws:sts::000000000000:assumed-role/r/s',
      roleArn: 'arn:aws:iam::000000000000:role/r',
      account: '000000000000',
    },
    accessKeyId: 'ASIAEXAMPLEEXAMPLE22',
    userId,
    sessionCreated,
    method: 'AuthHeader',
  });
  const ids = [
    session('AROA1:s', 0),
    session('AROA2:s', 0),
    session('AROA2:s', 1_000),
    session('AROA1:s', 0),
  ].map((identity) => {
    const { principalId, sessionContext } = eventOf(madeUpCall({ identity }))['userIdentity'] as Record<
      string,
      unknown
    >;
    return [
      principalId,
      (sessionContext as { attributes: { creationDate: string } }).attributes.creationDate,
    ];
  });
  expect(ids).toEqual([
    ['AROA1:s', '1970-01-01T00:00:00Z'],
    ['AROA2:s', '1970-01-01T00:00:00Z'],
    ['AROA2:s', '1970-01-01T00:00:01Z'],
    ['AROA1:s', '1970-01-01T00:00:00Z'],
  ]);
});
