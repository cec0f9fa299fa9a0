import type { ChildProcess } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { listenOn } from '../transport/listen-on.js';
import type { Order, Report } from './messages.js';

/** Accepts connections, and hands them to the processes that serve. */
export interface ConnectionDesk {
  readonly port: number;
  /** From now on a process gets connections, until it ends. */
  add(child: ChildProcess): void;
  /** Accepts no more. */
  close(): void;
}

export interface ConnectionDeskOptions {
  readonly host: string;
  readonly port: number;
  /** Connections beyond these are closed as they come, those of all processes counted. */
  readonly maxConnections: number;
}

/** A process, and the connections that it has or is to have. */
interface Member {
  readonly child: ChildProcess;
  open: number;
  /** Sent, and not yet taken; they are kept here until then. */
  readonly sent: Map<number, Socket>;
}

/** Connections on their way to one process; one that takes none for a while shall not have many of them. */
const MOST_SENT = 16;
/** How long a connection waits while no process takes any, in milliseconds. */
const WAIT_MS = 30_000;

/**
 * Listens for several processes. Each connection goes to the process that takes those it is sent soonest, and of
 * these to the one that has the fewest: one that is busy with something long gets no more than it can take, and those
 * that stay open for hours are spread evenly. What a process did not take before it ended goes to another.
 *
 * @throws WellspringError `cannot-listen`
 */
export async function openConnectionDesk(options: ConnectionDeskOptions): Promise<ConnectionDesk> {
  const members = new Set<Member>();
  /** For want of a process, in the order in which they came. */
  const waiting = new Set<Socket>();
  let lastConnection = 0;
  let isClosed = false;

  const count = (): number => {
    let all = waiting.size;
    for (const { open } of members) all += open;
    return all;
  };
  const wait = (socket: Socket): void => {
    if (isClosed) {
      socket.destroy();
      return;
    }
    waiting.add(socket);
    socket.setTimeout(WAIT_MS, () => {
      waiting.delete(socket);
      socket.destroy();
    });
  };
  const give = (socket: Socket): void => {
    const member = leastBusy(members);
    if (member === undefined) {
      wait(socket);
      return;
    }
    const connection = ++lastConnection;
    member.open += 1;
    member.sent.set(connection, socket);
    const order: Order = { order: 'take', connection };
    // Kept open here: where the process ends before it has it, another gets it. That it ended is heard anyway.
    member.child.send(order, socket, { keepOpen: true }, () => undefined);
  };
  const giveWaiting = (): void => {
    for (const socket of waiting) {
      if (leastBusy(members) === undefined) return;
      waiting.delete(socket);
      socket.setTimeout(0);
      give(socket);
    }
  };
  const hear = (member: Member, report: Report): void => {
    if (report.report === 'closed') member.open -= report.count;
    if (report.report !== 'taken') return;
    // The connection is the process's; here ends a second name for it.
    member.sent.get(report.connection)?.destroy();
    member.sent.delete(report.connection);
    giveWaiting();
  };

  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    if (count() >= options.maxConnections) socket.destroy();
    else {
      // Else Node would count it for the server until the process that has it says that it is closed.
      Object.assign(socket, { server: undefined });
      give(socket);
    }
  });
  const port = await listenOn(server, options);
  return {
    port,
    add(child) {
      if (!child.connected) return;
      const member: Member = { child, open: 0, sent: new Map() };
      members.add(member);
      child.on('message', (report: Report) => {
        hear(member, report);
      });
      child.once('exit', () => {
        members.delete(member);
        for (const socket of member.sent.values()) give(socket);
      });
      giveWaiting();
    },
    close() {
      isClosed = true;
      server.close();
      for (const socket of waiting) socket.destroy();
      waiting.clear();
    },
  };
}

function leastBusy(members: Iterable<Member>): Member | undefined {
  let best: Member | undefined;
  for (const member of members) {
    if (!member.child.connected || member.sent.size >= MOST_SENT) continue;
    if (best === undefined || isLessBusy(member, best)) best = member;
  }
  return best;
}

function isLessBusy(member: Member, than: Member): boolean {
  if (member.sent.size !== than.sent.size) return member.sent.size < than.sent.size;
  return member.open < than.open;
}
