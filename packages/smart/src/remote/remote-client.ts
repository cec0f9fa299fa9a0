import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isLoopbackHost, isPublicAddress } from './public-address.js';
import { notPublic, publicLookup } from './public-lookup.js';

/** A request to another server, whose answer is JSON. */
export interface RemoteRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, from the look-up of the name to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  /** The largest answer that is read, in bytes. */
  readonly maxBytes: number;
}

export interface RemoteAnswer {
  readonly status: number;
  /** Parsed; undefined where it is no JSON. */
  readonly body: unknown;
}

/** Sends requests to servers that the configuration of a data store, or of this program, names. */
export interface RemoteClient {
  /** @throws Error where there is no answer, in words for the log: never with anything of the request's body */
  send(request: RemoteRequest): Promise<RemoteAnswer>;
  /** Closes the connections that are kept. */
  close(): void;
}

export interface RemoteClientOptions {
  /**
   * Whether addresses of this machine and of private networks may be reached. Who may create a data store may name any
   * address in its configuration, and would reach through the server what the server alone reaches.
   */
  readonly allowPrivate: boolean;
  /** Whether plain HTTP goes further than this machine: to addresses that the operator has set. */
  readonly allowPlain?: boolean;
}

/** Connections to one host, and those of them that are kept for the next request. */
const connections = { keepAlive: true, maxSockets: 32, maxFreeSockets: 4, timeout: 30_000 } as const;

/**
 * Makes a client that takes `https` (and `http` to this machine), follows no redirect, and looks at the address that a
 * name leads to when it connects, so that a name cannot be made to lead elsewhere after it was looked at.
 *
 * @example
 * const client = createRemoteClient({ allowPrivate: false });
 * const { body } = await client.send({ url: jwksUri, method: 'GET', timeoutMs: 5_000, maxBytes: 262_144 });
 */
export function createRemoteClient(options: RemoteClientOptions): RemoteClient {
  const lookup = options.allowPrivate ? undefined : publicLookup;
  const agents = { http: new HttpAgent(connections), https: new HttpsAgent(connections) };

  return {
    async send({ url: address, method, headers = {}, body, timeoutMs, maxBytes }) {
      const url = checkedUrl(address, options);
      const signal = AbortSignal.timeout(timeoutMs);
      const secure = url.protocol === 'https:';
      const request: ClientRequest = (secure ? httpsRequest : httpRequest)(url, {
        method,
        signal,
        agent: secure ? agents.https : agents.http,
        headers: {
          accept: 'application/json',
          'user-agent': 'wellspring',
          ...headers,
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        },
        ...(lookup && { lookup }),
      });
      try {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          // It may fail again while the answer is read: that, too, needs someone to hear it.
          request.on('error', reject);
          request.once('response', resolve);
          request.end(body);
        });
        return { status: response.statusCode ?? 0, body: parsed(await wholeBody(response, maxBytes)) };
      } catch (error) {
        throw new Error(
          `${url.origin} ${signal.aborted ? `did not answer in ${timeoutMs} ms` : whyNot(error)}`,
          {
            cause: error,
          },
        );
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function checkedUrl(address: string, { allowPrivate, allowPlain = false }: RemoteClientOptions): URL {
  if (!URL.canParse(address)) throw new Error('the address is no URL');
  const url = new URL(address);
  const isLocal = isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (isLocal || allowPlain)))
    throw new Error(`${url.origin}: the address must begin with https://`);
  // A name is looked at when it has been resolved; what is an address already is never resolved.
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!allowPrivate && isIP(literal) !== 0 && !isPublicAddress(literal)) throw new Error(notPublic(literal));
  return url;
}

async function wholeBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the response, and its connection with it.
    if (size > maxBytes) throw new Error(`answered with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whyNot(error: unknown): string {
  return error instanceof Error ? error.message : 'failed';
}
