import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WellspringError } from '@wellspring/errors';

/** A listening HTTP server. */
export interface Listener {
  readonly port: number;
  /** Stops accepting, lets requests in flight finish for up to `graceMs`, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** A connection on which nothing has moved for so long is closed, in milliseconds. */
const stalledAfter = 300_000;

/**
 * Listens on one address. Limits: 64 KiB of headers (long queries), a minute for them to arrive, an
 * hour for a whole request (a large upload over a slow line), five minutes of silence.
 *
 * @throws WellspringError `cannot-listen`
 */
export async function listen(
  address: { readonly host: string; readonly port: number },
  handle: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>,
): Promise<Listener> {
  const server = createServer(
    { maxHeaderSize: 64 * 1024, headersTimeout: 60_000, requestTimeout: 3_600_000, keepAliveTimeout: 65_000 },
    (incoming, outgoing) => {
      handle(incoming, outgoing).catch((error: unknown) => {
        // The handler words every error itself; what gets here is a fault of the front.
        outgoing.destroy(error instanceof Error ? error : undefined);
      });
    },
  );
  server.setTimeout(stalledAfter);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${address.host}:${String(address.port)}`;
      const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      reject(new WellspringError('cannot-listen', `Cannot listen on ${where}: ${why}`, { cause: error }));
    });
    server.listen(address.port, address.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          server.closeAllConnections();
        }, graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
