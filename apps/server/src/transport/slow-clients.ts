import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';

/** How slow is too slow. */
export interface SlowClientLimits {
  /** Bytes a second, on average over a window, at which a client sends its request or takes its answer. */
  readonly bytesPerSecond: number;
  readonly windowMs: number;
}

/** What had moved on a connection when it was looked at last. */
interface Look {
  readonly received: number;
  readonly taken: number;
  /** The request of which there is more to come. */
  readonly sending: IncomingMessage | undefined;
  readonly clientHasToTake: boolean;
}

interface Connection {
  /** The request that came last: all of those before it have come. Undefined: it is known to have, too. */
  latest: IncomingMessage | undefined;
  look: Look | undefined;
}

/**
 * Closes connections whose client, all through a window, has something to send or to take and hardly does: it
 * holds memory and a place that others could have. A client that waits for the server (an answer in the making,
 * the next change of a feed) is never cut off.
 *
 * It knows connections, not requests: in a map of these, V8 keeps what was deleted alive through its old tables until
 * the whole heap is collected.
 *
 * @returns ends it
 */
export function cutOffSlowClients(server: HttpServer, limits: SlowClientLimits): () => void {
  const connections = new Map<Socket, Connection>();
  const floor = (limits.bytesPerSecond * limits.windowMs) / 1_000;

  const onRequest = (incoming: IncomingMessage): void => {
    const { socket } = incoming;
    const known = connections.get(socket);
    if (known !== undefined) {
      known.latest = incoming;
      return;
    }
    connections.set(socket, { latest: incoming, look: undefined });
    socket.once('close', () => connections.delete(socket));
  };
  const sweep = (): void => {
    for (const [socket, connection] of connections) {
      const { latest, look: before } = connection;
      const now = lookAt(socket, latest);
      connection.look = now;
      if (latest?.complete === true) connection.latest = undefined;
      if (before === undefined) continue;
      const sendsTooSlowly =
        now.sending !== undefined && now.sending === before.sending && now.received - before.received < floor;
      const takesTooSlowly =
        before.clientHasToTake && now.clientHasToTake && now.taken - before.taken < floor;
      if (sendsTooSlowly || takesTooSlowly) socket.destroy();
    }
  };
  server.on('request', onRequest);
  const timer = setInterval(sweep, limits.windowMs).unref();
  return () => {
    clearInterval(timer);
    server.off('request', onRequest);
  };
}

function lookAt(socket: Socket, latest: IncomingMessage | undefined): Look {
  const waiting = waitingToBeTaken(socket);
  return {
    received: socket.bytesRead,
    // Node counts what is still in its own buffers as written.
    taken: socket.bytesWritten - waiting,
    // Where bytes lie unread it is this program that is slow.
    sending: latest?.complete === false && latest.readableLength === 0 ? latest : undefined,
    clientHasToTake: waiting > 0,
  };
}

/**
 * `writableLength` counts a buffer as waiting until its last byte is taken, so a large one that goes out at a good
 * rate would look as if nothing moved. Node's own timeouts go by the handle for that reason.
 */
function waitingToBeTaken(socket: Socket): number {
  const { _handle: handle } = socket as Socket & {
    readonly _handle?: { readonly writeQueueSize?: number } | null;
  };
  return socket.writableLength === 0 ? 0 : (handle?.writeQueueSize ?? socket.writableLength);
}
