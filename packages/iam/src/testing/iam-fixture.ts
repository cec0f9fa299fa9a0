import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IAMClient } from '@aws-sdk/client-iam';
import { createSealer, type Caller } from '@wellspring/access';
import { testCaller } from '@wellspring/access/testing';
import { connect, type Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { newCallRecord, type CallRecord } from '@wellspring/http';
import { denialMessage, evaluate } from '@wellspring/policy';
import { createIamHandler, iamErrorAnswer } from '../api/iam-handler.js';
import { createIam, type Iam } from '../create-iam.js';
import { migrateIam } from '../migrate-iam.js';

/** IAM behind an HTTP port on a database of its own. Signatures are not checked: whose key is named, calls. */
export interface IamFixture {
  readonly url: string;
  readonly database: Database;
  readonly iam: Iam;
  /** The AWS SDK as the root of the account. */
  readonly root: IAMClient;
  /** The AWS SDK as the user whose key it is. */
  as(key: {
    readonly AccessKeyId?: string | undefined;
    readonly SecretAccessKey?: string | undefined;
  }): IAMClient;
  /** A request without the SDK, as root: its status and its body. */
  post(body: string): Promise<{ readonly status: number; readonly body: string }>;
  /** What the last call left in its record. */
  lastRecord(): CallRecord;
  close(): Promise<void>;
}

const rootKey = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root' };

export async function iamFixture(databaseUrl: string, accountId = '000000000000'): Promise<IamFixture> {
  await migrateIam(databaseUrl);
  const database = connect({ url: databaseUrl, max: 8 });
  const iam = createIam({ database, sealer: createSealer(randomBytes(32)), accountId });
  const handle = createIamHandler(iam);
  let record = newCallRecord();

  const callerOf = async (authorization: string): Promise<Caller> => {
    const id = /Credential=(\w+)\//.exec(authorization)?.[1] ?? rootKey.accessKeyId;
    if (id === rootKey.accessKeyId) return testCaller({ record });
    const key = await iam.directory.accessKey(id);
    if (key?.isActive !== true) throw new WellspringError('unknown-access-key', 'No such key');
    const { user } = key;
    const principal = { kind: 'user', arn: user.arn, account: accountId } as const;
    return {
      principal,
      record,
      authorize({ action, resource, named, context = {} }) {
        const known = { 'aws:username': user.name, 'aws:PrincipalArn': user.arn };
        const request = { principal, action, resource, context: { ...context, ...known } };
        const decision = evaluate(request, { identity: user.identity, boundary: user.boundary });
        if (decision.allowed) return Promise.resolve();
        return Promise.reject(new WellspringError('access-denied', denialMessage(request, decision, named)));
      },
    };
  };

  const server = createServer((incoming, outgoing) => {
    const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
    const requestId = randomUUID();
    record = newCallRecord();
    const request = {
      method: incoming.method ?? 'GET',
      path,
      query,
      headers: incoming.headers as Record<string, string | undefined>,
      rawHeaders: incoming.rawHeaders,
      body: incoming,
      signal: new AbortController().signal,
      requestId,
    };
    callerOf(incoming.headers.authorization ?? '')
      .then((caller) => handle(request, caller))
      .catch((error: unknown) =>
        iamErrorAnswer(
          error instanceof WellspringError ? error : { code: 'internal-error', message: String(error) },
          requestId,
        ),
      )
      .then(
        ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
        () => outgoing.destroy(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: IAMClient[] = [];
  const client = (credentials: typeof rootKey): IAMClient => {
    const made = new IAMClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
    clients.push(made);
    return made;
  };

  return {
    url,
    database,
    iam,
    root: client(rootKey),
    as: ({ AccessKeyId = '', SecretAccessKey = '' }) =>
      client({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }),
    async post(body) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
      return { status: response.status, body: await response.text() };
    },
    lastRecord: () => record,
    async close() {
      for (const made of clients) made.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
    },
  };
}
