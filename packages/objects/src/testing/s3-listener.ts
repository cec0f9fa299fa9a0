import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createAuthenticator, oneCredential } from '@wellspring/access';
import { testCaller } from '@wellspring/access/testing';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import { createEmbeddedObjects, type EmbeddedObjects } from '../embedded/embedded-objects.js';
import { s3ErrorResponse } from '../s3/error-response.js';
import { createS3Handler } from '../s3/s3-handler.js';

export const testCredentials = {
  accessKeyId: 'AKIAWELLSPRINGTEST22',
  secretAccessKey: 'a-secret-for-tests-only-0123456789abcdef',
};
export const testRegion = 'us-east-1';

/** The embedded object store behind a real HTTP port, signatures checked, in a folder of its own. */
export interface S3Listener {
  readonly endpoint: string;
  readonly folder: string;
  readonly embedded: EmbeddedObjects;
  /** What went wrong that is no request's fault. */
  readonly failures: readonly unknown[];
  close(): Promise<void>;
}

export async function startS3Listener(options: { readonly region?: string } = {}): Promise<S3Listener> {
  const region = options.region ?? testRegion;
  const folder = await mkdtemp(path.join(tmpdir(), 'wellspring-objects-'));
  const embedded = await createEmbeddedObjects({ folder });
  const failures: unknown[] = [];
  const accountId = '000000000000';
  const s3 = createS3Handler(embedded, { region, accountId, onFailure: (error) => failures.push(error) });
  const authenticate = createAuthenticator({
    credentials: oneCredential(testCredentials.accessKeyId, {
      secretAccessKey: testCredentials.secretAccessKey,
      identity: { kind: 'root', account: accountId },
    }),
    region,
    services: ['s3'],
    now: Date.now,
    maxBufferedBody: 1024 ** 2,
  });

  const answer = async (request: HttpRequest): Promise<HttpResponse> => {
    const outcome = await authenticate(request);
    return 'principal' in outcome
      ? s3(outcome.request, { ...testCaller(), trailers: outcome.trailers })
      : s3ErrorResponse(outcome, request);
  };
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const response = await answer(toRequest(incoming, outgoing));
    outgoing.writeHead(response.status, { ...response.headers });
    if (response.body instanceof Readable) await pipeline(response.body, outgoing);
    else outgoing.end(response.body);
    incoming.resume();
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    embedded,
    failures,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

function toRequest(incoming: IncomingMessage, outgoing: ServerResponse): HttpRequest {
  const [target = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const headers = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.join(', ')]),
  );
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  return {
    method: incoming.method ?? 'GET',
    path: target,
    query,
    headers,
    rawHeaders: incoming.rawHeaders,
    body: incoming,
    signal: gone.signal,
    requestId: randomUUID(),
  };
}
