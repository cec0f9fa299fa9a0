import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { signRequest } from '@wellspring/access';
import type { Connection } from './connection.js';

/** A request to the data plane of a data store. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly storeId: string;
  /** Below the base, with its query: `$data-quality?import=...`. */
  readonly path: string;
  /** Default `application/json`. */
  readonly accept?: string;
  /** What is sent, as a stream whose hash and length are known. */
  readonly body?: {
    readonly stream: Readable;
    readonly sha256: string;
    readonly bytes: number;
    readonly type: string;
  };
  /** Gives up then; absent: it may take as long as it takes. */
  readonly patienceMs?: number;
}

/**
 * Asks the data plane as any client does, signed.
 *
 * @returns the body of the answer
 * @throws Error with what the server says where the answer is no 2xx
 */
export async function signedRequest(
  connection: Connection,
  { method, storeId, path, accept = 'application/json', body, patienceMs }: SignedRequest,
): Promise<string> {
  const url = new URL(`${connection.endpoint}/datastore/${storeId}/r4/${path}`);
  // Escaped as a signature needs it: `code=a|b` may stand in an address as it is.
  url.search = new URLSearchParams(url.search).toString();
  const sent = body === undefined ? {} : { 'content-type': body.type, 'content-length': String(body.bytes) };
  const headers = signRequest(
    {
      method,
      url,
      headers: { accept, ...sent },
      body: body === undefined ? '' : { sha256: body.sha256 },
    },
    {
      credentials: await connection.healthLake.config.credentials(),
      region: connection.settings.WELLSPRING_REGION,
      service: 'healthlake',
    },
    Date.now(),
  );
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = start(url, {
    method,
    headers,
    ...(connection.trusted !== undefined && { ca: connection.trusted }),
    ...(patienceMs !== undefined && { signal: AbortSignal.timeout(patienceMs) }),
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  // A server that refuses closes the connection before all is sent; its answer says why.
  const sending =
    body === undefined
      ? Promise.resolve(request.end())
      : pipeline(body.stream, request).catch(() => undefined);
  const response = await answered;
  const answer = await text(response);
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299)
    throw new Error(refusalIn(answer) ?? `the server answered ${String(status)}`);
  await sending;
  return answer;
}

/** What an OperationOutcome says; undefined where the text is none. */
export function refusalIn(answer: string): string | undefined {
  try {
    const { issue } = JSON.parse(answer) as { readonly issue?: readonly { readonly diagnostics?: string }[] };
    return issue?.map(({ diagnostics }) => diagnostics).join('; ');
  } catch {
    return undefined;
  }
}
