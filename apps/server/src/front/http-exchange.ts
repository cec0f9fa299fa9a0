import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpRequest, HttpResponse, RequestLoad } from '@wellspring/http';
import { joinedHeaders, ReceivedMessage } from '../transport/received-message.js';

/** How much of a body nobody wants is still read, so that the client gets to see the answer. */
const unwantedBodyLimit = 256 * 1024 * 1024;
/** How long that may take, in milliseconds. */
const unwantedBodyTimeout = 30_000;

/** Node's request as the rooms see it. A class for the reason that `DerivedRequest` tells. */
export class ReceivedRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HttpRequest['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: IncomingMessage;
  readonly requestId: string;
  /** Set when the request is counted. */
  load: RequestLoad | undefined;
  readonly whole: undefined;
  readonly #outgoing: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    const target = withoutOrigin(incoming.url ?? '/');
    const mark = target.indexOf('?');
    this.method = incoming.method ?? 'GET';
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? '' : target.slice(mark + 1);
    this.headers = incoming instanceof ReceivedMessage ? incoming.joined : joinedHeaders(incoming.rawHeaders);
    this.rawHeaders = incoming.rawHeaders;
    this.body = incoming;
    this.requestId = randomUUID();
    this.load = undefined;
    this.whole = undefined;
    this.#outgoing = outgoing;
    this.#signal = undefined;
  }

  /**
   * Aborted when the connection closes early. Few look at it, and to make one and to listen takes as long as to find
   * what a read asks for.
   */
  get signal(): AbortSignal {
    return (this.#signal ??= signalOf(this.#outgoing));
  }
}

function signalOf(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController();
  const look = (): void => {
    if (!outgoing.writableFinished) gone.abort();
  };
  if (outgoing.closed || outgoing.destroyed) look();
  else outgoing.once('close', look);
  return gone.signal;
}

/** `http://host/path` as a proxy sends it (RFC 9112 3.2.2) is the path; signatures are over that, too. */
function withoutOrigin(target: string): string {
  if (target.startsWith('/')) return target;
  const origin = /^https?:\/\/[^/?]*/i.exec(target)?.[0];
  if (origin === undefined) return target;
  const rest = target.slice(origin.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * Sends a response. Where the request's body has not been read to its end, the rest is read and
 * dropped up to a bound: closing at once would reset the connection under a client that is still sending,
 * and it might never see why it was refused. So it says nothing of `Connection: close` either, on which Node
 * closes as soon as the response is sent.
 *
 * @returns undefined where nothing is left to be waited for: a body that is in memory is given to the connection whole
 */
export function sendResponse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: HttpResponse,
  requestId: string,
): Promise<void> | undefined {
  const { body } = response;
  if (outgoing.destroyed) {
    if (body instanceof Readable) body.destroy();
    return undefined;
  }
  const unread = !incoming.complete;
  // Given at once, names and values by turns, Node writes them as they are, without keeping each by name first.
  const headers = response.headers['x-amzn-requestid'] === undefined ? ['x-amzn-requestid', requestId] : [];
  for (const name in response.headers) headers.push(name, response.headers[name]!);
  for (const cookie of response.cookies ?? []) headers.push('set-cookie', cookie);
  if (body instanceof Readable) {
    outgoing.writeHead(response.status, headers);
    if (incoming.method === 'HEAD') {
      body.destroy();
      outgoing.end();
    } else {
      return pipeline(body, outgoing).then(() => {
        if (unread) drain(incoming);
      });
    }
  } else {
    const hasBody = response.status !== 204 && response.status !== 304;
    if (hasBody && response.headers['content-length'] === undefined)
      headers.push('content-length', String(body === undefined ? 0 : Buffer.byteLength(body)));
    outgoing.writeHead(response.status, headers);
    outgoing.end(incoming.method === 'HEAD' || !hasBody ? undefined : body);
  }
  if (unread) drain(incoming);
  return undefined;
}

function drain(incoming: IncomingMessage): void {
  let dropped = 0;
  const timer = setTimeout(() => incoming.destroy(), unwantedBodyTimeout);
  incoming.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > unwantedBodyLimit) incoming.destroy();
  });
  // A client that goes away now has lost nothing it was owed.
  incoming.on('error', () => undefined);
  incoming.once('close', () => {
    clearTimeout(timer);
  });
  incoming.resume();
}
