/*
 * What it costs a request to be authenticated and authorised. Requests are signed before the clock starts, each of its
 * own address; caches are warm, as they are after the first request of a key. Only the database is not there: it would
 * be asked once a second for whether anything changed.
 */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { createAuthenticator, createSealer, signRequest } from '@wellspring/access';
import { newCallRecord, type HttpRequest } from '@wellspring/http';
import { createAuthorizer, createCredentialSource, createIam, createSessionTokens } from '@wellspring/iam';

const account = '000000000000';
const region = 'us-east-1';
const store = `arn:aws:healthlake:${region}:${account}:datastore/fhir/0123456789abcdef0123456789abcdef`;
const path = '/datastore/0123456789abcdef0123456789abcdef/r4/';
const sealer = createSealer(randomBytes(32));
const root = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: randomBytes(30).toString('base64') };
const user = { accessKeyId: 'AKIAEXAMPLEEXAMPLE22', secretAccessKey: randomBytes(30).toString('base64') };

/** Ten statements, the one that counts at the end, with a condition on the resource's tags. */
const statements = [
  ...Array.from({ length: 8 }, (_, at) => ({
    Effect: 'Allow',
    Action: ['s3:GetObject', `s3:Get${String(at)}*`, 'iam:List*'],
    Resource: [`arn:aws:s3:::bucket-${String(at)}/*`, `arn:aws:s3:::bucket-${String(at)}`],
  })),
  { Effect: 'Deny', Action: 'healthlake:Delete*', Resource: '*' },
  {
    Effect: 'Allow',
    Action: ['healthlake:Read*', 'healthlake:Search*', 'healthlake:UpdateResource'],
    Resource: `arn:aws:healthlake:*:${account}:datastore/fhir/*`,
    Condition: {
      StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' },
      IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '203.0.113.0/24'] },
    },
  },
];
const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
const identityRow = {
  path: '/',
  trust: JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
  }),
  maxSessionSeconds: 3600,
  boundary: null,
  boundaryDocument: null,
  documents: [document],
  awsPolicies: [],
  tags: { team: 'red' },
};
const userRow = { ...identityRow, kind: 'user', id: 'AIDAEXAMPLE', name: 'ada' };
const keyRow = {
  ...userRow,
  keyId: user.accessKeyId,
  secret: sealer.seal(`secret-access-key ${user.accessKeyId}`, user.secretAccessKey),
  isActive: true,
};

/** Answers what the directory asks, by its parameters. */
function prepared(_text: string, values: readonly unknown[]): Promise<unknown[]> {
  if (values.length === 0) return Promise.resolve([{ number: 1n }]);
  if (values[0] === user.accessKeyId) return Promise.resolve([keyRow]);
  if (values[0] === 'user') return Promise.resolve([userRow]);
  return Promise.resolve([{ ...identityRow, kind: 'role', id: 'AROAEXAMPLE', name: 'reader' }]);
}
const database = { prepared } as unknown as Parameters<typeof createIam>[0]['database'];
const { directory } = createIam({ database, sealer, accountId: account });
const tokens = createSessionTokens(sealer);
const now = Date.now;
const authenticate = createAuthenticator({
  credentials: createCredentialSource({ root, directory, tokens, accountId: account, now }),
  region,
  services: ['healthlake', 's3', 'iam', 'sts'],
  now,
  maxBufferedBody: 5 * 1024 * 1024,
});
const authorizer = createAuthorizer({ directory, accountId: account, region, now });
const session = tokens.issue(
  {
    kind: 'role',
    roleId: 'AROAEXAMPLE',
    sessionName: 'monday',
    bounds: {
      policy:
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"healthlake:*","Resource":"*"}}',
      policyArns: [],
    },
    tags: { team: 'red' },
    transitiveTagKeys: [],
  },
  now(),
  now() + 3_600_000,
);

export type AccessedKind = 'read' | 'search' | 'update';

function signed(kind: AccessedKind, at: number, credentials: typeof root): HttpRequest {
  const id = `${at.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const query = `code=http%3A%2F%2Floinc.org%7C8867-4&patient=Patient%2F${id}&date=ge2020-01-01&_count=20`;
  const below = kind === 'search' ? `Observation?${query}` : `Patient/${id}`;
  const url = new URL(`http://127.0.0.1:8080${path}${below}`);
  const method = kind === 'update' ? 'PUT' : 'GET';
  const body =
    kind === 'update' ? JSON.stringify({ resourceType: 'Patient', id, text: 'x'.repeat(1_900) }) : '';
  const plain = { accept: 'application/fhir+json', 'user-agent': 'bench', 'accept-encoding': 'gzip' };
  const headers = signRequest(
    { method, url, headers: plain, body },
    { credentials, region, service: 'healthlake' },
    now(),
  );
  return {
    method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: body === '' ? headers : { ...headers, 'content-length': String(body.length) },
    rawHeaders: Object.entries(headers).flat(),
    body: Readable.from(body === '' ? [] : [Buffer.from(body)], { objectMode: false }),
    signal: new AbortController().signal,
    requestId: '',
  };
}

const actions = { read: 'ReadResource', search: 'SearchWithGet', update: 'UpdateResource' } as const;
const origin = { sourceIp: '203.0.113.7', isSecure: true };

async function letIn(kind: AccessedKind, request: HttpRequest): Promise<void> {
  const outcome = await authenticate(request);
  if (!('principal' in outcome)) throw new Error(outcome.message);
  const caller = authorizer.callerOf(outcome, origin, newCallRecord());
  await caller.authorize({
    action: `healthlake:${actions[kind]}`,
    resource: store,
    context: { 'aws:ResourceTag/team': 'red' },
  });
}

/** Who may ask, by name. */
export const accessCallers: readonly (readonly [name: string, credentials: typeof root])[] = [
  ['root credential', root],
  ['user, 10 statements', user],
  ['role session, 10 statements and a session policy', session],
];

/** What one pass of requests took. */
export interface AccessPass {
  /** Microseconds of processor time a request. */
  readonly microseconds: number;
  /** Milliseconds of each request. */
  readonly times: Float64Array;
}

/** Passes of a kind of request by one of the callers, after one to warm up. */
export async function measuredAccess(
  kind: AccessedKind,
  credentials: typeof root,
  requests: number,
  passes: number,
): Promise<readonly AccessPass[]> {
  const measured: AccessPass[] = [];
  for (let pass = 0; pass <= passes; pass++) {
    const batch = Array.from({ length: requests }, (_, at) => signed(kind, at, credentials));
    const times = new Float64Array(requests);
    const before = process.cpuUsage();
    for (const [at, request] of batch.entries()) {
      const started = performance.now();
      await letIn(kind, request);
      times[at] = performance.now() - started;
    }
    const { user: inProgram, system } = process.cpuUsage(before);
    if (pass > 0) measured.push({ microseconds: (inProgram + system) / requests, times });
  }
  return measured;
}
