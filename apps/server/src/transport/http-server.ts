import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { followCertificate, readCertificate, type CertificateFiles } from './certificate.js';
import { ReceivedMessage } from './received-message.js';
import { cutOffSlowClients, type SlowClientLimits } from './slow-clients.js';

/**
 * Request line and headers together. A search with 5,000 alternatives has an address of 160 to 400 KB
 * where codes have their systems. Node counts while it reads, and a connection has a minute to send them,
 * so a thousand that do their worst hold 512 MiB for a minute.
 */
const maxHeaderSize = 512 * 1024;

/** A connection on which nothing has moved for so long is closed, in milliseconds. */
const stalledAfter = 300_000;

/** How clients are spoken with, and what one may cost. */
export interface ServerOptions {
  /** Speaks TLS 1.2 and 1.3 with it; undefined: plain HTTP. */
  readonly certificate?: CertificateFiles;
  /** How long a client may take to agree on TLS, in milliseconds; default 30 s. */
  readonly handshakeMs?: number;
  readonly slowClients: SlowClientLimits;
  readonly log: { info(details: object, text: string): void; error(details: object, text: string): void };
}

/** Answers a request; it words every error itself. */
export type Handle = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** A server that gets its connections from somewhere. */
export interface HttpServer {
  readonly server: Server | TlsServer;
  /** Lets requests in flight finish for up to `graceMs`, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

const limits = {
  maxHeaderSize,
  headersTimeout: 60_000,
  requestTimeout: 3_600_000,
  keepAliveTimeout: 65_000,
  IncomingMessage: ReceivedMessage,
};

/**
 * Makes a server. Limits: 512 KiB of headers (long queries), a minute for them to arrive, an hour for a whole request
 * (a large upload over a slow line), five minutes of silence, and clients that are too slow are cut off.
 *
 * @throws WellspringError `certificate-unusable`
 */
export async function createHttpServer(options: ServerOptions, handle: Handle): Promise<HttpServer> {
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    handle(incoming, outgoing).catch((error: unknown) => {
      // The handler words every error itself; what gets here is a fault of the front.
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  };
  const { server, stopFollowing } = await serverFor(options, serve);
  server.setTimeout(stalledAfter);
  const stopWatching = cutOffSlowClients(server, options.slowClients);
  const sockets = openSockets(server);
  server.on('clientError', refuseUnreadable);
  return {
    server,
    async close(graceMs) {
      stopFollowing();
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        // Node's own list has those only that have begun to speak HTTP: not one that never agreed on TLS.
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all([...sockets].map((socket) => once(socket, 'close')));
      clearTimeout(timer);
      stopWatching();
    },
  };
}

/** The sockets of a server that are open. */
function openSockets(server: Server | TlsServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function serverFor(
  { certificate, handshakeMs = 30_000, log }: ServerOptions,
  serve: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Promise<{ readonly server: Server | TlsServer; readonly stopFollowing: () => void }> {
  if (certificate === undefined)
    return { server: createServer(limits, serve), stopFollowing: () => undefined };
  const { cert, key } = await readCertificate(certificate);
  const server = createTlsServer(
    { ...limits, cert, key, minVersion: 'TLSv1.2', handshakeTimeout: handshakeMs },
    serve,
  );
  return { server, stopFollowing: followCertificate(certificate, server, log) };
}

/**
 * Answers what is no HTTP request that could be given to anyone. Node's own answer has no words in it.
 * Which protocol the client speaks is not known here.
 */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Who has not agreed on TLS cannot be answered: what is written would wait for that for ever.
  const isHttp = error.code?.startsWith('HPE_') === true || error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  if (!isHttp || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, words } = unreadable(error.code);
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${String(Buffer.byteLength(words))}\r\n\r\n${words}`,
  );
}

function unreadable(code: string | undefined): { readonly status: string; readonly words: string } {
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      status: '431 Request Header Fields Too Large',
      words: `The address and the headers have more than ${String(maxHeaderSize)} bytes. A search can be sent as a form: POST to _search.\n`,
    };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: '408 Request Timeout', words: 'The request did not arrive in time.\n' };
  return { status: '400 Bad Request', words: 'This is no HTTP request.\n' };
}
