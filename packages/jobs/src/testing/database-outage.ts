import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a database that a test can close. */
export interface DatabaseOutage {
  /** The database's URL, by this way. */
  readonly url: string;
  /** Breaks every connection and refuses new ones until it resolves. */
  goAwayFor(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Puts a TCP relay in front of a database. */
export async function createDatabaseOutage(databaseUrl: string): Promise<DatabaseOutage> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const relay = createServer((incoming) => {
    const outgoing = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const { port } = relay.address() as AddressInfo;
  const breakAll = async (): Promise<void> => {
    const closed = once(relay, 'close');
    relay.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async goAwayFor(ms) {
      await breakAll();
      await new Promise((resolve) => setTimeout(resolve, ms));
      relay.listen(port, '127.0.0.1');
      await once(relay, 'listening');
    },
    close: breakAll,
  };
}
