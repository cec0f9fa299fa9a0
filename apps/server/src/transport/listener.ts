import { createHttpServer, type Handle, type ServerOptions } from './http-server.js';
import { listenOn } from './listen-on.js';

/** A server that answers. */
export interface Listener {
  readonly port: number;
  /** Stops accepting, lets requests in flight finish for up to `graceMs`, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** Where to listen, and what a client may cost. */
export interface ListenOptions extends ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Connections beyond these are closed as they come. */
  readonly maxConnections: number;
}

/**
 * Listens on one address.
 *
 * @throws WellspringError `cannot-listen`, `certificate-unusable`
 */
export async function listen(address: ListenOptions, handle: Handle): Promise<Listener> {
  const http = await createHttpServer(address, handle);
  http.server.maxConnections = address.maxConnections;
  return { port: await listenOn(http.server, address), close: (graceMs) => http.close(graceMs) };
}
