import { createHash, createHmac } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { readBody, type HttpRequest } from '@wellspring/http';
import { describe, expect, test } from 'vitest';
import { oneCredential, unknownAccessKey } from './credential/credential.js';
import { createAuthenticator, type AuthenticationOptions } from './authenticate.js';
import { requestOf } from './testing/request-of.js';

// The signatures below were made with @smithy/signature-v4 5.x and @aws-sdk/s3-request-presigner 3.x, for this
// key, region and moment.
const credentials = {
  accessKeyId: 'AKIAEXAMPLEEXAMPLE22',
  secretAccessKey: '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',
};
const root = { kind: 'root', account: '123456789012' } as const;
const moment = Date.parse('2026-03-04T05:06:07Z');
const host = ['Host', 'localhost:8080'] as const;
const date = ['X-Amz-Date', '20260304T050607Z'] as const;
const nothing = [
  'x-amz-content-sha256',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
] as const;

function authorization(service: string, signedHeaders: string, signature: string): readonly [string, string] {
  const scope = `${credentials.accessKeyId}/20260304/eu-central-1/${service}/aws4_request`;
  return [
    'Authorization',
    `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  ];
}

function authenticate(request: HttpRequest, options: Partial<AuthenticationOptions> = {}) {
  return createAuthenticator({
    credentials: oneCredential(credentials.accessKeyId, {
      secretAccessKey: credentials.secretAccessKey,
      identity: root,
    }),
    region: 'eu-central-1',
    services: ['healthlake', 's3'],
    now: () => moment,
    maxBufferedBody: 1024,
    ...options,
  })(request);
}

const controlBody = '{"MaxResults":5}';
const control = {
  method: 'POST',
  headers: [
    host,
    ['Content-Type', 'application/x-amz-json-1.0'],
    ['X-Amz-Target', 'HealthLake.ListFHIRDatastores'],
    date,
    ['x-amz-content-sha256', '82eef3ee4d2728db9e62c35b6d42acf8a5c1a903c67b99303e68d73ba2635306'],
    authorization(
      'healthlake',
      'content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target',
      '7ebc74cc4a194d625d6b2a2ee19a13c209adb382b1f18a987960b4c31ecf3544',
    ),
  ],
  body: controlBody,
} as const;

const presignedQuery = [
  'X-Amz-Algorithm=AWS4-HMAC-SHA256',
  'X-Amz-Content-Sha256=UNSIGNED-PAYLOAD',
  'X-Amz-Credential=AKIAEXAMPLEEXAMPLE22%2F20260304%2Feu-central-1%2Fs3%2Faws4_request',
  'X-Amz-Date=20260304T050607Z',
  'X-Amz-Expires=300',
  'X-Amz-Signature=ef22332056a401be32e3a06ee16cbc5526123852841f93d3330972eb6fbdc671',
  'X-Amz-SignedHeaders=host',
  'response-content-type=text%2Fplain%3B%20charset%3Dutf-8',
  'x-amz-checksum-mode=ENABLED',
  'x-id=GetObject',
];
const presigned = { path: '/bucket/k%2Bey', query: presignedQuery.join('&'), headers: [host] } as const;

describe('requests signed elsewhere are let in', () => {
  const searchAuthorization = authorization(
    'healthlake',
    'accept;host;x-amz-content-sha256;x-amz-date',
    'fba2e1dbd713f155bb838c65504424021f4ad054a3be60ae290891f19258744e',
  );
  const searchHeaders = [
    host,
    ['Accept', 'application/fhir+json'],
    date,
    nothing,
    searchAuthorization,
  ] as const;
  test.each([
    ['control plane', control],
    [
      'search',
      {
        path: '/datastore/0a/r4/Observation',
        query: 'code=http%3A%2F%2Floinc.org%7C8867-4&date=ge2020-01-01&date=lt2021&name=Ada%20L',
        headers: searchHeaders,
      },
    ],
    [
      'search, its address written another way',
      {
        path: '/datastore/0a/r4/Observation',
        query: 'name=Ada+L&date=ge2020-01-01&date=lt2021&code=http://loinc.org|8867-4',
        headers: searchHeaders,
      },
    ],
    [
      'a path with an escape',
      {
        path: '/datastore/0a/r4/Patient/a%20b',
        headers: [
          host,
          date,
          nothing,
          authorization(
            'healthlake',
            'host;x-amz-content-sha256;x-amz-date',
            'b40e8ba75cc292ff9f41c3f07e10024d4e597aa1ebf7abb83b18f87abbd208a0',
          ),
        ],
      },
    ],
    [
      'an S3 key with everything in it',
      {
        method: 'PUT',
        path: '/bucket/a%20b/%C3%BC%21//..x',
        query: 'x-id=PutObject',
        headers: [
          host,
          ['x-amz-meta-note', '  two   words '],
          date,
          ['x-amz-content-sha256', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
          authorization(
            's3',
            'host;x-amz-content-sha256;x-amz-date;x-amz-meta-note',
            'b7a73db55f746761e72b8d1ff1ddff539a3f449389fe034140789e728244acd1',
          ),
        ],
        body: 'hello',
      },
    ],
    ['presigned', presigned],
  ] as const)('%s', async (_, parts) => {
    const outcome = await authenticate(requestOf(parts));
    expect(outcome).toMatchObject({
      principal: { kind: 'root', arn: 'arn:aws:iam::123456789012:root' },
      accessKeyId: credentials.accessKeyId,
      region: 'eu-central-1',
    });
    if (!('principal' in outcome)) return;
    expect((await buffer(outcome.request.body)).toString()).toBe('body' in parts ? parts.body : '');
    expect(outcome.trailers()).toEqual({});
  });

  test('the presigned example of the S3 API reference (sigv4-query-string-auth.html)', async () => {
    const request = requestOf({
      path: '/test.txt',
      query:
        'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F' +
        'aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
        '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
      headers: [['Host', 'examplebucket.s3.amazonaws.com']],
    });
    const outcome = await authenticate(request, {
      credentials: oneCredential('AKIAIOSFODNN7EXAMPLE', {
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        identity: root,
      }),
      region: 'us-east-1',
      now: () => Date.parse('2013-05-24T23:59:59Z'),
    });
    expect(outcome).toHaveProperty('service', 's3');
  });

  test('parts of the header in another order and without spaces', async () => {
    const [scheme, ...parts] = control.headers[5][1].replaceAll(',', '').split(' ');
    const header = `${scheme!} ${parts.reverse().join(',')}`;
    const headers = [...control.headers.slice(0, 5), ['authorization', header] as const];
    expect(await authenticate(requestOf({ ...control, headers }))).toHaveProperty('service', 'healthlake');
  });
});

describe('what is refused', () => {
  const changed = (name: string, value: string) =>
    control.headers.map(([key, old]) => (key === name ? ([key, value] as const) : ([key, old] as const)));
  const header = control.headers[5][1];
  const at = (time: string) => () => Date.parse(time);
  const query = (name: string, value: string | undefined) =>
    presignedQuery
      .map((pair) => (pair.startsWith(`${name}=`) ? (value === undefined ? '' : `${name}=${value}`) : pair))
      .filter((pair) => pair !== '')
      .join('&');

  test.each([
    ['no signature', { ...control, headers: control.headers.slice(0, 5) }, {}, 'missing-authentication'],
    [
      'SigV2',
      { ...control, headers: changed('Authorization', 'AWS AKID:c2ln') },
      {},
      'unsupported-signature',
    ],
    [
      'SigV2, presigned',
      { query: 'AWSAccessKeyId=AKID&Signature=c2ln&Expires=1', headers: [host] },
      {},
      'unsupported-signature',
    ],
    ['Bearer', { ...control, headers: changed('Authorization', 'Bearer x') }, {}, 'unsupported-signature'],
    [
      'two Authorization headers',
      { ...control, headers: [...control.headers, ['authorization', header]] },
      {},
      'unsupported-signature',
    ],
    ['two forms', { ...presigned, headers: control.headers }, {}, 'unsupported-signature'],
    [
      'an empty header',
      { ...control, headers: changed('Authorization', 'AWS4-HMAC-SHA256') },
      {},
      'incomplete-signature',
    ],
    [
      'no Signature',
      { ...control, headers: changed('Authorization', header.replace(/, Signature.*/, '')) },
      {},
      'incomplete-signature',
    ],
    [
      'a short credential',
      { ...control, headers: changed('Authorization', header.replace('/eu-central-1', '')) },
      {},
      'incomplete-signature',
    ],
    [
      'no date',
      { ...control, headers: control.headers.filter(([name]) => name !== 'X-Amz-Date') },
      {},
      'incomplete-signature',
    ],
    [
      'a bad date',
      { ...control, headers: changed('X-Amz-Date', '20261399T000000Z') },
      {},
      'incomplete-signature',
    ],
    [
      'an unknown key',
      control,
      { credentials: () => Promise.resolve(unknownAccessKey) },
      'unknown-access-key',
    ],
    [
      'another secret',
      control,
      { credentials: () => Promise.resolve({ secretAccessKey: 'another', identity: root }) },
      'signature-mismatch',
    ],
    ['another region', control, { region: 'us-east-1' }, 'wrong-credential-scope'],
    ['a service there is not', control, { services: ['s3'] }, 'wrong-credential-scope'],
    [
      'another day in the scope',
      { ...control, headers: changed('Authorization', header.replace('/20260304/', '/20260305/')) },
      {},
      'wrong-credential-scope',
    ],
    [
      'another terminator',
      { ...control, headers: changed('Authorization', header.replace('aws4_request', 'aws4')) },
      {},
      'wrong-credential-scope',
    ],
    ['too old', control, { now: at('2026-03-04T05:21:08Z') }, 'clock-skew'],
    ['too new', control, { now: at('2026-03-04T04:51:06Z') }, 'clock-skew'],
    ['another method', { ...control, method: 'PUT' }, {}, 'signature-mismatch'],
    ['another path', { ...control, path: '/x' }, {}, 'signature-mismatch'],
    ['another query', { ...control, query: 'a=1' }, {}, 'signature-mismatch'],
    [
      'another header',
      { ...control, headers: changed('X-Amz-Target', 'HealthLake.DeleteFHIRDatastore') },
      {},
      'signature-mismatch',
    ],
    [
      'another signature',
      { ...control, headers: changed('Authorization', header.replace(/.$/, '5')) },
      {},
      'signature-mismatch',
    ],
    [
      'an x-amz header that is not signed',
      { ...control, headers: [...control.headers, ['x-amz-acl', 'public-read']] },
      {},
      'headers-not-signed',
    ],
    [
      'host not signed',
      { ...control, headers: changed('Authorization', header.replace('host;', '')) },
      {},
      'headers-not-signed',
    ],
    [
      'a session token',
      {
        ...control,
        headers: [
          ...changed('Authorization', header.replace('x-amz-target', 'x-amz-security-token;x-amz-target')),
          ['X-Amz-Security-Token', 'token'],
        ],
      },
      {},
      'invalid-session-token',
    ],
    [
      'an unsigned body outside S3',
      { ...control, headers: changed('x-amz-content-sha256', 'UNSIGNED-PAYLOAD') },
      {},
      'unsupported-payload-hash',
    ],
    ['presigned, a second too late', presigned, { now: at('2026-03-04T05:11:08Z') }, 'presigned-expired'],
    ['presigned, not yet', presigned, { now: at('2026-03-04T04:51:06Z') }, 'presigned-expired'],
    ['presigned, longer', { ...presigned, query: query('X-Amz-Expires', '301') }, {}, 'signature-mismatch'],
    [
      'presigned for too long',
      { ...presigned, query: query('X-Amz-Expires', '604801') },
      {},
      'malformed-presigned-query',
    ],
    [
      'presigned for no time',
      { ...presigned, query: query('X-Amz-Expires', '0') },
      {},
      'malformed-presigned-query',
    ],
    [
      'presigned for -1',
      { ...presigned, query: query('X-Amz-Expires', '-1') },
      {},
      'malformed-presigned-query',
    ],
    [
      'presigned, a part missing',
      { ...presigned, query: query('X-Amz-Date', undefined) },
      {},
      'malformed-presigned-query',
    ],
    [
      'presigned, a part twice',
      { ...presigned, query: `${presigned.query}&X-Amz-Expires=600` },
      {},
      'malformed-presigned-query',
    ],
    [
      'presigned for the data plane',
      { ...presigned, query: presigned.query.replace('%2Fs3%2F', '%2Fhealthlake%2F') },
      {},
      'malformed-presigned-query',
    ],
    ['presigned for another region', presigned, { region: 'us-east-1' }, 'malformed-presigned-query'],
    ['presigned, another key', { ...presigned, path: '/bucket/other' }, {}, 'signature-mismatch'],
  ] as const)('%s', async (_, parts, options, code) => {
    const outcome = await authenticate(requestOf(parts), options);
    expect(outcome).toMatchObject({ code });
    expect(JSON.stringify(outcome)).not.toContain(credentials.secretAccessKey);
  });

  test('the moments just inside are let in', async () => {
    for (const time of ['2026-03-04T05:21:07Z', '2026-03-04T04:51:07Z'])
      expect(await authenticate(requestOf(control), { now: at(time) })).toHaveProperty('principal');
    expect(await authenticate(requestOf(presigned), { now: at('2026-03-04T05:11:07Z') })).toHaveProperty(
      'principal',
    );
  });

  test('a body that was exchanged fails in place of ending', async () => {
    const outcome = await authenticate(requestOf({ ...control, body: '{"MaxResults":6}' }));
    if (!('principal' in outcome)) throw new Error('the headers are right');
    await expect(buffer(outcome.request.body)).rejects.toMatchObject({ code: 'content-sha256-mismatch' });
    const again = await authenticate(requestOf({ ...control, body: '{"MaxResults":6}' }));
    if (!('principal' in again)) throw new Error(again.message);
    await expect(readBody(again.request, 100)).rejects.toMatchObject({ code: 'content-sha256-mismatch' });
  });

  test('a body that must be read whole is bounded', async () => {
    const headers = control.headers.filter(([name]) => name !== 'x-amz-content-sha256');
    const request = requestOf({ ...control, headers, body: Buffer.alloc(1025) });
    await expect(authenticate(request)).rejects.toMatchObject({ code: 'body-too-large' });
  });
});

/** The signature of a canonical request that is written out, by the steps of the documentation. */
function signatureOf(canonical: readonly string[]): string {
  const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
  const key = ['20260304', 'eu-central-1', 'healthlake', 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const text = [
    'AWS4-HMAC-SHA256',
    '20260304T050607Z',
    '20260304/eu-central-1/healthlake/aws4_request',
    createHash('sha256').update(canonical.join('\n')).digest('hex'),
  ].join('\n');
  return hmac(key, text).toString('hex');
}

test('a body that no header speaks for is part of what is signed, as botocore signs for healthlake', async () => {
  const body = '{}';
  const signature = signatureOf([
    'POST',
    '/',
    '',
    'host:localhost:8080',
    'x-amz-date:20260304T050607Z',
    'x-amz-target:HealthLake.ListFHIRDatastores',
    '',
    'host;x-amz-date;x-amz-target',
    createHash('sha256').update(body).digest('hex'),
  ]);
  const headers = [
    host,
    date,
    ['X-Amz-Target', 'HealthLake.ListFHIRDatastores'],
    authorization('healthlake', 'host;x-amz-date;x-amz-target', signature),
  ] as const;
  const outcome = await authenticate(requestOf({ method: 'POST', headers, body }));
  expect('principal' in outcome && (await buffer(outcome.request.body)).toString()).toBe(body);
  const other = await authenticate(requestOf({ method: 'POST', headers, body: '[]' }));
  expect(other).toMatchObject({ code: 'signature-mismatch' });
});

test.each(['name=Ada&code=http://loinc.org%7C12', 'code=a|b&date=ge2020-01-01T00:00:00Z'])(
  'a query signed as it stands in the address: %s',
  async (query) => {
    const signature = signatureOf([
      'GET',
      '/r4/Observation',
      query,
      'host:localhost:8080',
      'x-amz-date:20260304T050607Z',
      '',
      'host;x-amz-date',
      nothing[1],
    ]);
    const headers = [host, date, authorization('healthlake', 'host;x-amz-date', signature)];
    const request = (sent: string) => requestOf({ path: '/r4/Observation', query: sent, headers });
    expect(await authenticate(request(query))).toHaveProperty('principal');
    expect(await authenticate(request(`${query}&x=1`))).toMatchObject({ code: 'signature-mismatch' });
  },
);

test('a GET without a body gets an empty one, that can be destroyed without the connection', async () => {
  const signature = signatureOf([
    'GET',
    '/r4/Patient',
    '',
    'host:localhost:8080',
    'x-amz-date:20260304T050607Z',
    '',
    'host;x-amz-date',
    createHash('sha256').digest('hex'),
  ]);
  const headers = [host, date, authorization('healthlake', 'host;x-amz-date', signature)];
  const request = requestOf({ path: '/r4/Patient', headers, body: 'bytes that nothing announces' });
  const outcome = await authenticate(request);
  if (!('principal' in outcome)) throw new Error(outcome.message);
  expect(await buffer(outcome.request.body)).toHaveLength(0);
  outcome.request.body.destroy();
  expect(request.body.destroyed).toBe(false);
});
