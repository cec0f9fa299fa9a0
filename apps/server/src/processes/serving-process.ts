import type { Socket } from 'node:net';
import { WellspringError } from '@wellspring/errors';
import { startLog } from '../log.js';
import type { RunningProgram } from '../running-program.js';
import { serveOn } from '../serve-on.js';
import { createInbox } from './connection-inbox.js';
import { ALIVE_MS } from './end-if-silent.js';
import type { Order, Report } from './messages.js';
import { shareOf } from './share-of-settings.js';

/**
 * One of the processes that serve behind one port: started by `startProcesses`, told by it what to serve on, given
 * connections, and told when to stop. Signals from the terminal reach every process; this one leaves them to the
 * first.
 */
let running: Promise<RunningProgram> | undefined;
let isReady = false;
const inbox = createInbox(tell);

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// The first process is gone, and with it the lock of the data folder: nothing may be written any more.
process.on('disconnect', () => {
  process.exit(1);
});
process.on('message', (order: Order, socket?: Socket) => {
  switch (order.order) {
    case 'serve':
      serve(order);
      break;
    case 'take':
      inbox.put(order.connection, socket);
      break;
    case 'be-ready':
      isReady = true;
      break;
    case 'stop':
      void stop();
      break;
    default:
      order satisfies never;
  }
});
tell({ report: 'waiting' });
setInterval(() => {
  tell({ report: 'alive' });
}, ALIVE_MS).unref();

function serve({ foundation, settings, number }: Extract<Order, { order: 'serve' }>): void {
  running = serveOn(foundation, shareOf(settings), startLog(settings, number), {
    number,
    isReady: () => isReady,
    connections: inbox.connections,
  });
  running.then(({ endpoint }) => {
    tell({ report: 'serving', endpoint });
  }, fail);
}

function fail(error: unknown): void {
  const code = error instanceof WellspringError ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  // Told before it ends.
  process.send!({ report: 'failed', code, message } satisfies Report, () => process.exit(1));
}

async function stop(): Promise<void> {
  // One that could not serve ends by itself.
  const program = await running?.catch(() => undefined);
  await program?.stop();
  process.exit(0);
}

function tell(report: Report): void {
  // Where it does not get there, the first process is gone, and this one about to follow.
  process.send!(report, () => undefined);
}
