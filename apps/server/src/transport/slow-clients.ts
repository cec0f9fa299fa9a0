import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How slow is too slow. */
export interface SlowClientLimits {
  /** Bytes a second, on average over a window, at which a client sends its request or takes its answer. */
  readonly bytesPerSecond: number;
  readonly windowMs: number;
}

/** What had moved on a request's connection when it was looked at last. */
interface Look {
  readonly received: number;
  readonly taken: number;
  readonly clientHasToSend: boolean;
  readonly clientHasToTake: boolean;
}

/**
 * Closes connections whose client, all through a window, has something to send or to take and hardly does: it
 * holds memory and a place that others could have. A client that waits for the server (an answer in the making,
 * the next change of a feed) is never cut off.
 *
 * @returns ends it
 */
export function cutOffSlowClients(server: HttpServer, limits: SlowClientLimits): () => void {
  const open = new Map<IncomingMessage, { readonly outgoing: ServerResponse; look: Look }>();
  const floor = (limits.bytesPerSecond * limits.windowMs) / 1_000;

  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    open.set(incoming, { outgoing, look: lookAt(incoming) });
    outgoing.once('close', () => open.delete(incoming));
  };
  const sweep = (): void => {
    for (const [incoming, each] of open) {
      const before = each.look;
      const now = lookAt(incoming);
      each.look = now;
      const sendsTooSlowly =
        before.clientHasToSend && now.clientHasToSend && now.received - before.received < floor;
      const takesTooSlowly =
        before.clientHasToTake && now.clientHasToTake && now.taken - before.taken < floor;
      if (sendsTooSlowly || takesTooSlowly) incoming.socket.destroy();
    }
  };
  server.on('request', onRequest);
  const timer = setInterval(sweep, limits.windowMs).unref();
  return () => {
    clearInterval(timer);
    server.off('request', onRequest);
  };
}

function lookAt(incoming: IncomingMessage): Look {
  const { socket } = incoming;
  const waiting = waitingToBeTaken(socket);
  return {
    received: socket.bytesRead,
    // Node counts what is still in its own buffers as written.
    taken: socket.bytesWritten - waiting,
    // Where bytes lie unread it is this program that is slow.
    clientHasToSend: !incoming.complete && incoming.readableLength === 0,
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
