import type { Socket } from 'node:net';
import { createHttpServer, type Handle, type ServerOptions } from './http-server.js';
import type { Listener } from './listener.js';

/** Gives connections that another process has accepted, each to `take`. */
export type Connections = (take: (socket: Socket) => void) => void;

/**
 * Serves connections that another process has accepted.
 *
 * @param port that the other process listens on
 * @throws WellspringError `certificate-unusable`
 */
export async function takeConnections(
  options: ServerOptions & { readonly port: number },
  handle: Handle,
  connections: Connections,
): Promise<Listener> {
  const http = await createHttpServer(options, handle);
  const { server } = http;
  // Node begins to watch over connections (headers that do not come, idle ones) when a server says that it listens.
  server.emit('listening');
  connections((socket) => {
    // As those that the server accepts itself: a client may end its side, and still gets its answer.
    socket.allowHalfOpen = true;
    server.emit('connection', socket);
  });
  return { port: options.port, close: (graceMs) => http.close(graceMs) };
}
