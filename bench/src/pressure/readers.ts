import type { LoadRequest, Target } from '../rest/rest-orders.js';
import { startRestProcess, type RestProcess } from '../rest/rest-process.js';
import type { RestFigures } from '../rest/load-figures.js';

/** Whom requests go to; how many at a time is the measure's own. */
export type PressedServer = Omit<Target, 'concurrency'>;

/** Clients that read by id as fast as they are answered: enough to keep two cores busy, too few to wait for one another. */
export const readClients = 8;

/** More different ones than this would only be signed, and not be sent, in a turn. */
const readsPerSecond = 8_000;
const fewestReads = 500;

/** Reads by id for a while, from processes of their own. */
export interface Readers {
  read(seconds: number): Promise<RestFigures>;
  stop(): Promise<void>;
}

export async function startReaders(server: PressedServer, reads: readonly LoadRequest[]): Promise<Readers> {
  const generator: RestProcess = startRestProcess();
  await generator.aim({ ...server, concurrency: readClients });
  return {
    read: (seconds) =>
      generator.load({
        requests: reads.slice(0, Math.max(fewestReads, Math.ceil(seconds * readsPerSecond))),
        seconds,
      }),
    stop: () => generator.stop(),
  };
}
