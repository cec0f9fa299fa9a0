import { EventEmitter, once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConnectionDesk, type ConnectionDesk } from './connection-desk.js';
import type { Order, Report } from './messages.js';

/** A process that notes what it is sent, and takes of that what a test has it take. */
class MadeUpProcess extends EventEmitter {
  connected = true;
  readonly sent: number[] = [];
  send(order: Extract<Order, { order: 'take' }>): boolean {
    this.sent.push(order.connection);
    return true;
  }
  report(report: Report): void {
    this.emit('message', report);
  }
  take(connection: number): void {
    this.report({ report: 'taken', connection });
  }
  end(): void {
    this.connected = false;
    this.emit('exit', null, 'SIGKILL');
  }
}

let desk: ConnectionDesk;
let clients: Socket[];
beforeEach(async () => {
  clients = [];
  desk = await openConnectionDesk({ host: '127.0.0.1', port: 0, maxConnections: 20 });
});
afterEach(() => {
  for (const client of clients) client.destroy();
  desk.close();
});

function processes(count: number): readonly MadeUpProcess[] {
  return Array.from({ length: count }, () => {
    const made = new MadeUpProcess();
    desk.add(made as unknown as ChildProcess);
    return made;
  });
}
async function connectClient(): Promise<Socket> {
  const client = connect(desk.port, '127.0.0.1').on('error', () => undefined);
  clients.push(client);
  await once(client, 'connect');
  return client;
}
const allSent = (of: readonly MadeUpProcess[]) => of.reduce((sum, { sent }) => sum + sent.length, 0);
/** One after the other, each on its way before the next. */
async function connectClients(count: number, to: readonly MadeUpProcess[]): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const before = allSent(to);
    await connectClient();
    await expect.poll(() => allSent(to)).toBe(before + 1);
  }
}

it('gives each connection to the process that has the fewest', async () => {
  const [one, other] = processes(2) as [MadeUpProcess, MadeUpProcess];
  await connectClients(4, [one, other]);
  expect([one.sent.length, other.sent.length]).toEqual([2, 2]);
  for (const each of [one, other]) for (const connection of each.sent) each.take(connection);
  other.report({ report: 'closed', count: 2 });
  await connectClients(1, [one, other]);
  expect(other.sent).toHaveLength(3);
});

it('passes over a process that does not take what it was sent', async () => {
  const [busy, idle] = processes(2) as [MadeUpProcess, MadeUpProcess];
  await connectClients(2, [busy, idle]);
  idle.take(idle.sent[0]!);
  await connectClients(1, [busy, idle]);
  expect([busy.sent.length, idle.sent.length]).toEqual([1, 2]);
});

it('gives what a process had not taken when it ended to another', async () => {
  const [killed, left] = processes(2) as [MadeUpProcess, MadeUpProcess];
  await connectClients(2, [killed, left]);
  killed.end();
  expect(left.sent).toHaveLength(2);
  expect(clients.filter((client) => client.destroyed)).toEqual([]);
});

it('has connections wait where no process serves', async () => {
  await connectClient();
  const [one] = processes(1) as [MadeUpProcess];
  await expect.poll(() => one.sent.length).toBe(1);
  one.end();
  await connectClient();
  const [next] = processes(1) as [MadeUpProcess];
  // That of before, too: nobody took it.
  await expect.poll(() => next.sent.length).toBe(2);
});

it('keeps connections back from a process that takes none, and closes those beyond the most there may be', async () => {
  const [one] = processes(1) as [MadeUpProcess];
  await connectClients(16, [one]);
  for (let n = 17; n <= 20; n++) await connectClient();
  const turnedAway = await connectClient();
  await once(turnedAway, 'close');
  expect(one.sent).toHaveLength(16);
  one.take(one.sent[0]!);
  expect(one.sent).toHaveLength(17);
  const [other] = processes(1) as [MadeUpProcess];
  expect(other.sent).toHaveLength(3);
});

it('says where it cannot listen', async () => {
  const again = openConnectionDesk({ host: '127.0.0.1', port: desk.port, maxConnections: 5 });
  await expect(again).rejects.toMatchObject({ code: 'cannot-listen' });
});
