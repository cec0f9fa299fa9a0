import type { Socket } from 'node:net';
import type { Connections } from '../transport/handed-over.js';
import type { Report } from './messages.js';

/** Where connections come in that the first process has accepted. */
export interface ConnectionInbox {
  /** @param socket undefined where it was closed on the way */
  put(connection: number, socket: Socket | undefined): void;
  readonly connections: Connections;
}

/** How soon the first process hears of closed connections, in milliseconds. */
const TELL_MS = 20;

/** @param tell reports to the first process */
export function createInbox(tell: (report: Report) => void): ConnectionInbox {
  let take: (socket: Socket) => void = (socket) => {
    socket.destroy();
  };
  let closed = 0;
  const oneClosed = (): void => {
    if (closed === 0)
      setTimeout(() => {
        tell({ report: 'closed', count: closed });
        closed = 0;
      }, TELL_MS);
    closed += 1;
  };
  return {
    put(connection, socket) {
      if (socket === undefined) oneClosed();
      else {
        socket.once('close', oneClosed);
        take(socket);
      }
      tell({ report: 'taken', connection });
    },
    connections: (taking) => {
      take = taking;
    },
  };
}
