import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadAnswer, LoadFigures, LoadOrder, Target } from './load-orders.js';

/** The load generator, in a process of its own. One order at a time. */
export interface LoadProcess {
  /** Why the server refuses this search, where it does. */
  probe(search: string): Promise<string | undefined>;
  /** The searches of a page and of some behind it; none where the hits end before. */
  walk(search: string, page: number, further: number): Promise<readonly string[]>;
  load(order: Omit<Extract<LoadOrder, { kind: 'load' }>, 'kind'>): Promise<LoadFigures>;
  stop(): Promise<void>;
}

/** Starts it; the credential goes by the channel, not by the command line. */
export async function startLoadProcess(target: Target): Promise<LoadProcess> {
  const child = fork(fileURLToPath(new URL('./load-generator.js', import.meta.url)));
  const ended = once(child, 'exit');

  const ask = async <K extends LoadAnswer['kind']>(
    order: LoadOrder,
    kind: K,
  ): Promise<Extract<LoadAnswer, { kind: K }>> => {
    const waiting = new AbortController();
    const answered = once(child, 'message', waiting) as Promise<[LoadAnswer]>;
    child.send(order);
    const gone = ended.then(() => {
      throw new Error('the load generator ended');
    });
    try {
      const [answer] = await Promise.race([answered, gone]);
      if (answer.kind === 'failed') throw new Error(answer.message);
      if (answer.kind !== kind) throw new Error(`the load generator answered ${answer.kind}, not ${kind}`);
      return answer as Extract<LoadAnswer, { kind: K }>;
    } finally {
      waiting.abort();
    }
  };

  await ask({ kind: 'target', target }, 'ready');
  return {
    probe: async (search) => (await ask({ kind: 'probe', search }, 'probed')).refusal,
    walk: async (search, page, further) =>
      (await ask({ kind: 'walk', search, page, further }, 'walked')).searches,
    load: async (order) => (await ask({ kind: 'load', ...order }, 'loaded')).load,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
