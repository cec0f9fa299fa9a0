import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { signRequest } from '@wellspring/access';
import type { Connection } from './connection.js';

/** A request to the FHIR API of a data store. */
export interface DataPlaneRequest {
  readonly method: 'GET' | 'POST';
  readonly storeId: string;
  /** `CodeSystem/$releases` */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What is sent, as a stream whose hash and length are known. */
  readonly body?: {
    readonly stream: Readable;
    readonly sha256: string;
    readonly bytes: number;
    readonly type: string;
  };
}

/**
 * Asks the server as any FHIR client does, signed, and waits as long as it takes.
 *
 * @returns the resource that it answered
 * @throws Error with the words of the OperationOutcome where it refused
 */
export async function askDataPlane(
  { endpoint, healthLake, settings }: Connection,
  { method, storeId, path, query = {}, body }: DataPlaneRequest,
): Promise<unknown> {
  const url = new URL(`${endpoint}/datastore/${storeId}/r4/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const sent = body === undefined ? {} : { 'content-type': body.type, 'content-length': String(body.bytes) };
  const headers = signRequest(
    {
      method,
      url,
      headers: { accept: 'application/fhir+json', ...sent },
      body: body === undefined ? '' : { sha256: body.sha256 },
    },
    {
      credentials: await healthLake.config.credentials(),
      region: settings.WELLSPRING_REGION,
      service: 'healthlake',
    },
    Date.now(),
  );
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = start(url, { method, headers });
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
  if (response.statusCode !== 200)
    throw new Error(refusal(answer) ?? `the server answered ${String(response.statusCode)}`);
  await sending;
  const resource = JSON.parse(answer) as { readonly resourceType?: string };
  // Work that fails after its answer has begun says so in it.
  if (resource.resourceType === 'OperationOutcome') throw new Error(refusal(answer));
  return resource;
}

function refusal(answer: string): string | undefined {
  try {
    const { issue } = JSON.parse(answer) as { readonly issue?: readonly { readonly diagnostics?: string }[] };
    return issue?.map(({ diagnostics }) => diagnostics).join('; ');
  } catch {
    return undefined;
  }
}
